"""The ways that are compared, each a program of its own."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[3]
CROWD: Final = [
    f'--max-{what}=1000000' for what in ('sockets-per-address', 'pages-per-address', 'pages', 'events')
]  # all browsers have one address here, and what they do in a second no person does
FAULTS: Final = ('skip', 'double', 'swap', 'drop')


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """One way to bring a message to everybody."""

    name: str
    title: str
    arguments: tuple[str, ...]
    """What Python is to run; a port and, for the floor, a fault are added."""
    share: float = 1.0
    """Of the messages, so that a dear way does not take all day."""

    def command(self, port: int, fault: str | None = None) -> list[str]:
        """The command line that starts it."""
        options = ['--port', str(port), *(['--fault', fault] if fault and self.name == 'floor' else [])]
        return [sys.executable, *self.arguments, *options]


def before(folder: Path) -> Way:
    """This chat as it was, or will be: its checkout in another folder."""
    arguments = (str(folder.resolve() / 'main.py'), '--host', '127.0.0.1', *CROWD)
    return Way(name='before', title=f'(d) this chat in {folder.name}', arguments=arguments)


WAYS: Final = {
    way.name: way
    for way in (
        Way(name='ours', title='this chat', arguments=(str(ROOT / 'main.py'), '--host', '127.0.0.1', *CROWD)),
        Way(name='old', title='(a) the old loop: send_json to each', arguments=('-m', 'tests.load.servers.old')),
        Way(
            name='chat_message',
            title='(b) one ui.chat_message per view',
            share=0.03,
            arguments=('-m', 'tests.load.servers.chat_message'),
        ),
        Way(
            name='floor', title='(c) one frame to bare sockets: the floor', arguments=('-m', 'tests.load.servers.floor')
        ),
    )
}
