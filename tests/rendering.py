"""How long a text takes to render: `python -m tests.rendering` prints it beside what escaping and links alone take."""

import time
from collections.abc import Callable
from functools import partial
from typing import Final

from chat.text import markdown

SAMPLES: Final = {
    'short': 'Hello, how are you?',
    'usual': 'Привет! Как дела: всё хорошо, я зайду в 10:30 - ок? См. https://example.com/a',
    'long': 'plain words ' * 333,
    'marks': 'This is **bold**, *italic* and `code`: [a link](https://example.com) :tada:',
    'list': 'To do:\n- one\n- two\n  - three\n\n1. first\n2. second',
    'table': 'a | b\n--|--\n' + '1 | 2\n' * 10,
    'code': '```python\n' + 'def greet(name: str) -> str:\n    return f"Hello, {name}!"  # kindly\n' * 10 + '```',
    'emoji': '🎉🎉👩‍👩‍👧',
}
ENOUGH: Final = 0.2  # seconds for each


def main() -> None:
    """Measure them all: rendered anew, and as rendered before."""
    print(f'{"text":8}{"links, µs":>12}{"anew, µs":>12}{"times":>8}{"again, µs":>12}')
    for name, text in SAMPLES.items():
        anew = markdown.render if markdown.is_plain(text) else markdown._rendered
        links, new, again = (_cost(partial(work, text)) for work in (markdown.plain, anew, markdown.render))
        print(f'{name:8}{links:12.1f}{new:12.1f}{new / links:8.2f}{again:12.1f}')


def _cost(work: Callable[[], object]) -> float:
    """µs of CPU that it takes at best."""
    work()
    best, until = float('inf'), time.thread_time() + ENOUGH
    while time.thread_time() < until:
        start = time.thread_time()
        for _ in range(20):
            work()
        best = min(best, time.thread_time() - start)
    return best / 20 * 1e6


if __name__ == '__main__':
    main()
