"""A group chat. Start reading at build.py, where the parts are put together, then model/room.py and feed/stream.py."""

from .build import build
from .settings import VERSION, Settings

__all__ = ['Settings', 'build']

__version__ = VERSION
