"""A part of the proof that is no round of the bench: what it prints, and what it had to reach."""

from dataclasses import dataclass

from .report import Target


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """What a part found."""

    title: str
    lines: list[str]
    targets: list[Target]

    @property
    def is_met(self) -> bool:
        """Whether everything was reached that had to be."""
        return all(target.is_met for target in self.targets)

    def __str__(self) -> str:
        return '\n'.join([self.title, *self.lines, *map(str, self.targets)])
