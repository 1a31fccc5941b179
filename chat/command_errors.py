"""What a chat may refuse about commands: the part of errors.py that is told where they are typed."""

from dataclasses import dataclass

from .errors import ChatError


@dataclass(eq=False)
class UnknownCommand(ChatError):
    """There is no command with this name."""

    name: str
