"""What a chat may refuse about files: the part of errors.py that is told in the place where files are chosen."""

from .errors import ChatError, Limited


class BadFile(ChatError):
    """The file cannot be sent."""


class FileTooLarge(BadFile, Limited):
    """The file has more than `limit` megabytes; with 0, none are sent here."""


class TooManyFiles(BadFile, Limited):
    """One message has at most `limit` files, and so many may wait to be sent by somebody."""


class FileGone(BadFile):
    """What a message is to have is not there: it waited too long, was sent before, or is somebody else's."""


class FilesFull(BadFile):
    """There is no room for more files, on the disk or by the settings."""
