"""What a chat may refuse about calling everybody."""

from .errors import ChatError


class NotForAll(ChatError):
    """To call all who are here is for moderators, in rooms that somebody owns."""


class TooManyCalls(ChatError):
    """All were called too often lately; again in `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after
