"""A member: a person, the same in all their tabs, or a guest of the plain WebSocket dialect."""

from dataclasses import dataclass, field
from typing import Final

from .spelling import key_of

FIRST_NUMBER: Final = 1_000_000  # members get their numbers from here up ...
GUEST_NUMBERS: Final = range(1, FIRST_NUMBER)  # ... because clients of the dialect pick these themselves


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """Who speaks. Equal by value, so that two connections of one dialect guest are one member."""

    number: int
    name: str
    key: str = field(init=False, repr=False, compare=False)
    """What makes two members bear the same name in one room."""

    def __post_init__(self) -> None:
        """Work out the key once: it is compared with those of all others."""
        object.__setattr__(self, 'key', key_of(self.label))

    @property
    def is_unproven(self) -> bool:
        """A guest of the dialect: number and name are what the client claims, so pages must show the difference."""
        return self.number in GUEST_NUMBERS

    @property
    def label(self) -> str:
        """The name as people in pages see it."""
        return f'{self.name} #{self.number}' if self.is_unproven else self.name


ERASED: Final = Member(number=0, name='—')
"""Who wrote what its author has had erased."""
