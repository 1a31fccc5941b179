"""The connection line: a quiet word while the page has no connection. connection.js beside it watches the socket."""

from ..feed.light import Light
from ..words import Words


class ConnectionLine(Light, component='connection.js'):
    """Put once on each page, where it may take a line."""

    def __init__(self, words: Words) -> None:
        super().__init__(text=words('No connection. What you write is kept and sent as soon as it is back.'))
