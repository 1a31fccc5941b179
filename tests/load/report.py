"""The report: what every part of the proof hands in, how figures are written, and the machine they were taken on."""

import os
import platform
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Final

NOTHING: Final = 0.01  # what a figure is divided by, if there was nothing


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """One thing that must be reached."""

    is_met: bool
    claim: str
    found: str

    def __str__(self) -> str:
        return f'{"met    " if self.is_met else "NOT MET"}  {self.claim}: {self.found}'


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """What one part of the proof found. Any module may hand one in."""

    title: str = ''
    lines: list[str] = field(default_factory=list)
    """What is printed of it, a table or sentences."""
    targets: list[Target] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """What was missed, doubled, out of order, or who was dropped: one makes the run FAILED."""

    @property
    def is_met(self) -> bool:
        """Whether everything was reached that had to be."""
        return all(target.is_met for target in self.targets)

    def __str__(self) -> str:
        return '\n'.join([*([self.title] if self.title else []), *self.lines])


def targets(parts: Iterable[Part]) -> list[Target]:
    """Those of all parts."""
    return [target for part in parts for target in part.targets]


def at_most(limit: float, claim: str, values: list[float], form: str = '.2f', unit: str = ' times') -> Target:
    """A target that is met if the median of these figures is not over a limit."""
    return Target(is_met=median(values) <= limit, claim=claim, found=spread(values, form, unit))


def at_least(limit: float, claim: str, values: list[float], form: str = '.2f', unit: str = ' times') -> Target:
    """A target that is met if the median of these figures is not under a limit."""
    return Target(is_met=median(values) >= limit, claim=claim, found=spread(values, form, unit))


def ratios(figures: Iterable[float], base: Iterable[float]) -> list[float]:
    """Round by round, since neighbours in time share the machine's moods."""
    return [one / max(other, NOTHING) for one, other in zip(figures, base, strict=False)]


def spread(values: Sequence[float], form: str, unit: str = '') -> str:
    """The median, and the least and the most if there are several."""
    middle = f'{median(values):{form}}{unit}'
    return f'{middle} ({min(values):{form}}-{max(values):{form}})' if len(values) > 1 else middle


def table(lines: Sequence[Sequence[str]]) -> list[str]:
    """Columns under their heads, the first to the left, figures to the right."""
    first, *others = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rows = ['  '.join([line[0].ljust(first), *map(str.rjust, line[1:], others)]) for line in lines]
    return [rows[0], '-' * len(rows[0]), *rows[1:]]


def load() -> str:
    """How busy the machine was in the last minute; CPU per delivery bears that, latencies do not."""
    return f'load {os.getloadavg()[0]:.1f}' if hasattr(os, 'getloadavg') else 'load unknown'


def machine() -> str:
    """What the figures were taken on."""
    packages = ', '.join(
        f'{name} {version(name)}' for name in ('nicegui', 'uvicorn', 'websockets', *_if_there('uvloop'))
    )
    return (
        f'{_processor()}, {os.cpu_count()} cores, {load()}, {platform.system()} {platform.release()}, '
        f'Python {platform.python_version()}, {packages}'
    )


def _processor() -> str:
    try:
        found = re.search(r'model name\s*: (.+)', Path('/proc/cpuinfo').read_text())
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()


def _if_there(name: str) -> tuple[str, ...]:
    try:
        version(name)
    except ImportError:
        return ()
    return (name,)
