"""The log: one line for each event, as text or as JSON, that nobody outside can forge, flood or read secrets from.

What comes from outside is escaped, without the queries of addresses and without the IDs of sessions and pages. Of each
kind of event, told by the place in the code that reports it, some are written in a minute; the others are counted.
"""

import json
import logging
import re
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal, TextIO

OFTEN: Final = 10  # events of one kind that are written ...
PERIOD: Final = 60.0  # ... in so many seconds
LONGEST: Final = 2000  # characters of a message, and of each line of a traceback
DEEPEST: Final = 60  # lines of a traceback; the last ones count
KINDS: Final = 1000  # that are counted at once

SECRETS: Final = (
    (re.compile(r'(?<=[\w/])\?[^\s"\'<>]+'), '?…'),  # the query of an address
    (re.compile(r'[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}', re.IGNORECASE), '(id)'),
    (re.compile(r'(?i)(chat_session|cookie)([=:]\s*)[^\s;,]+'), r'\1\2…'),
)
Format = Literal['plain', 'json']


def set_up(form: Format, level: str, *, stream: TextIO | None = None) -> 'Log':
    """Write everything that this process reports in one form, the framework's and the server's own words included.

    :param form: lines for people or JSON for programs
    :param level: the least that is written: `debug`, `info`, `warning` or `error`
    :param stream: where to; the standard error output if not given
    """
    log = Log(stream or sys.stderr, form)
    logging.basicConfig(level=level.upper(), handlers=[log], force=True)
    for logger in logging.root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):  # libraries that brought a handler would say everything twice
            logger.handlers.clear()
            logger.propagate = True
    return log


@dataclass(slots=True)
class _Kind:
    """How often something was reported lately."""

    since: float
    name: str
    count: int = 0


class Log(logging.Handler):
    """Writes records, each in one line; a traceback in plain form adds lines that cannot be taken for others."""

    def __init__(self, stream: TextIO, form: Format, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._stream = stream
        self._write = _json if form == 'json' else _plain
        self._clock = clock
        self._kinds: dict[tuple[str, ...], _Kind] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, or count it."""
        try:
            self.sum_up()
            kind = self._kinds.setdefault(_kind_of(record), _Kind(self._clock(), record.name))
            kind.count += 1
            if kind.count <= OFTEN:
                message, trace = _clean(record.getMessage()), _trace(record)
                self._put(record.created, record.levelname, record.name, message, trace)
        except Exception:
            self.handleError(record)

    def sum_up(self, *, all_of_them: bool = False) -> None:
        """Tell how many events were only counted, of the kinds whose time is over; called by every record, too."""
        now = self._clock()
        for key, kind in list(self._kinds.items()):
            if all_of_them or now - kind.since > PERIOD or len(self._kinds) > KINDS:
                del self._kinds[key]
                if kind.count > OFTEN:
                    message = f'{kind.count - OFTEN} more like {key[-1]} in {now - kind.since:.0f} s'
                    self._put(time.time(), 'WARNING', kind.name, message, [])

    def close(self) -> None:
        """Tell what is left to tell; at the end of the process."""
        self.sum_up(all_of_them=True)
        super().close()

    def _put(self, at: float, level: str, name: str, message: str, trace: list[str]) -> None:
        moment = datetime.fromtimestamp(at, UTC).isoformat(timespec='milliseconds').replace('+00:00', 'Z')
        self._stream.write(self._write(moment, level, name, message, trace))
        self._stream.flush()


def _plain(at: str, level: str, name: str, message: str, trace: list[str]) -> str:
    return ''.join([f'{at} {level} {name}: {message}\n', *(f'  | {line}\n' for line in trace)])


def _json(at: str, level: str, name: str, message: str, trace: list[str]) -> str:
    event: dict[str, object] = {'at': at, 'level': level.lower(), 'logger': name, 'message': message}
    return json.dumps(event | ({'trace': trace} if trace else {})) + '\n'


def _kind_of(record: logging.LogRecord) -> tuple[str, ...]:
    """The place that reports it and what sort of error it is: the text may be anybody's."""
    place = f'{record.module}:{record.lineno}'
    error = _error_of(record)
    return record.name, record.pathname, f'{type(error).__name__} at {place}' if error else place


def _error_of(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


def _trace(record: logging.LogRecord) -> list[str]:
    if (error := _error_of(record)) is None:
        return []
    lines = ''.join(traceback.format_exception(error)).splitlines()
    return [_clean(line) for line in lines[-DEEPEST:]]


def _clean(text: str) -> str:
    """Without secrets, and without anything that could pass for a line of its own or move what stands around it."""
    text = text[: 2 * LONGEST]
    for secret, instead in SECRETS:
        text = secret.sub(instead, text)
    shown = ''.join(c if c.isprintable() else c.encode('unicode_escape', 'backslashreplace').decode() for c in text)
    return shown if len(shown) <= LONGEST else shown[:LONGEST] + '…'
