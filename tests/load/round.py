"""A round: one way, one server, one crowd of browsers; what it is to do and what came of it."""

import json
from dataclasses import asdict, dataclass, field
from typing import Self


class Failure(Exception):
    """A round could not be played to its end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What the load generator is told."""

    way: str
    port: int
    pid: int
    """The server's process, whose CPU time and memory are read from outside."""
    room: str
    browsers: int
    messages: int
    """Sent one at a time, the next when everybody has the last: these are measured; 0: pages are only opened."""
    burst: int
    """Sent at once after them: these try the order."""
    idle: float
    """Seconds in which the cost of doing nothing is measured."""
    quiet: float
    """Seconds without any frame after which the crowd counts as settled."""
    data: str
    """Where this chat keeps everything."""
    fault: str = ''
    """That of a browser, as a negative control (broken.py)."""
    pairs: int = 0
    """How often a scene is played without and with what it is about, in turn."""

    @classmethod
    def read(cls, text: str) -> Self:
        return cls(**json.loads(text))

    def write(self) -> str:
        return json.dumps(asdict(self))


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What the load generator found in a round."""

    way: str
    browsers: int
    deliveries: int
    cpu_us: float
    """Server CPU time per delivery, without what idling costs."""
    p50_ms: float
    p99_ms: float
    memory_kb: float
    """Resident memory per connected browser, after everything was said."""
    opened_kb: float
    """The same before anything was said."""
    open_ms: float
    """Server CPU time to let one browser in."""
    idle_us: float
    """Server CPU time per second and browser while nothing is said."""
    wire_bytes: int
    """Bytes of the frames that brought one delivery."""
    generator_us: float
    """CPU time of the load generator per delivery: near the latencies, it would be what is measured."""
    repeats: int
    """Rows that came in a second, wider change; the browser's part drops them."""
    dropped: int
    """Browsers that were dropped or did not get everything."""
    faults: list[str]

    @classmethod
    def read(cls, text: str) -> Self:
        return cls(**json.loads(text))

    def write(self) -> str:
        return json.dumps(asdict(self))

    def __str__(self) -> str:
        return (
            f'{self.way}: {self.browsers} browsers, {self.deliveries} deliveries, {self.cpu_us:.1f} µs each, '
            f'p50 {self.p50_ms:.1f} ms, p99 {self.p99_ms:.1f} ms, {self.open_ms:.1f} ms to let one in, '
            f'{self.memory_kb:.0f} KB each, {len(self.faults)} faults'
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What was found in a scene: figures of each pair, in turn."""

    figures: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, text: str) -> Self:
        return cls(**json.loads(text))

    def write(self) -> str:
        return json.dumps(asdict(self))

    def add(self, **figures: float) -> None:
        """One more of each of these."""
        for name, value in figures.items():
            self.figures.setdefault(name, []).append(value)
