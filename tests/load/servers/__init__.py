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
    """What Python is to run; a port and, for Python's floor, a fault are added."""
    share: float = 1.0
    """Of the messages, so that a dear way does not take all day; 0: nothing is said, pages are only opened."""
    most: int = sys.maxsize
    """Browsers that it is tried with at most."""
    may_drop: bool = False
    """Whether it is known to drop its browsers: that is counted, and does not make the run fail."""
    tells_comings: bool = False
    """Whether those who are there are told who comes, a little later."""

    def command(self, port: int, fault: str | None = None) -> list[str]:
        """The command line that starts it."""
        options = ['--port', str(port), *(['--fault', fault] if fault and self.name == 'floor' else [])]
        return [sys.executable, *self.arguments, *options]


def before(folder: Path) -> Way:
    """This chat as it was, or will be: its checkout in another folder."""
    return _chat('before', f'this chat in {folder.name}', folder.resolve())


def _chat(name: str, title: str, folder: Path) -> Way:
    arguments = (str(folder / 'main.py'), '--host', '127.0.0.1', *CROWD)
    return Way(name=name, title=title, arguments=arguments, tells_comings=True)


def _server(name: str) -> tuple[str, ...]:
    return '-m', f'tests.load.servers.{name}'


WAYS: Final = {
    way.name: way
    for way in (
        _chat('ours', 'this chat', ROOT),
        Way(name='c', title='C loop of send(2): the floor', arguments=_server('c')),
        Way(name='floor', title='one frame to bare asyncio sockets', arguments=_server('floor')),
        Way(name='broadcast', title='websockets.broadcast', arguments=_server('broadcast')),
        Way(name='old_plain', title='old loop: send_json, no compression', arguments=(*_server('old'), '--plain')),
        Way(name='old', title='old loop: send_json, as it ran', arguments=_server('old')),
        Way(name='sio_room', title='sio.emit to a room', arguments=_server('sio_room'), share=0.1),
        Way(
            name='chat_message',
            title='ui.chat_message per view',
            arguments=_server('chat_message'),
            share=0.03,
            may_drop=True,
        ),
        Way(
            name='example',
            title="NiceGUI's chat example",
            arguments=_server('example'),
            share=0.05,
            most=10,
            may_drop=True,
        ),
        Way(name='bare', title='bare NiceGUI page: label, input', arguments=_server('bare'), share=0),
    )
}
