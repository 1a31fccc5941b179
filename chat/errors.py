"""Everything a chat may refuse. A refusal carries data; it becomes words only where a person is told (words.py).

ChatError
├── BadName            what is wrong is the name
│   ├── NameMissing
│   ├── NameTooLong
│   ├── NameMixesAlphabets
│   ├── NameMalformed
│   ├── NameTaken
│   └── TooManyNames
├── BadRoomId          what is wrong is the room ID
│   ├── RoomIdMissing
│   ├── RoomIdTooLong
│   ├── RoomIdMalformed
│   └── RoomIdMixesAlphabets
├── BadText            what is wrong is the message
│   ├── MessageEmpty
│   └── MessageTooLong
├── NotInRoom
├── TooManyRooms
├── TooFast            it is too often; a moment later it will do
└── CannotKeep         the store cannot write now; nothing was lost but the attempt

Unusable               what is found in the data directory cannot be served: told to the operator at the start
"""


class ChatError(Exception):
    """A refusal that a person can understand and do something about."""


class BadName(ChatError):
    """The name cannot be borne."""


class NameMissing(BadName):
    """Nothing visible is left of the name."""


class NameTooLong(BadName):
    """The name has more than `limit` characters."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class NameMixesAlphabets(BadName):
    """One word of the name mixes Latin, Cyrillic or Greek letters, as look-alikes do."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class NameMalformed(BadName):
    """The name has no letter or digit, or ends like the mark of an unproven guest (`#5`)."""


class NameTaken(BadName):
    """Another member of the room bears the name; `suggestion` is free."""

    def __init__(self, name: str, suggestion: str) -> None:
        super().__init__(name, suggestion)
        self.name = name
        self.suggestion = suggestion


class TooManyNames(BadName):
    """One browser took more than `limit` names."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class BadRoomId(ChatError):
    """No room can have this ID."""


class RoomIdMissing(BadRoomId):
    """Nothing visible is left of the room ID."""


class RoomIdTooLong(BadRoomId):
    """The room ID has more than `limit` characters."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class RoomIdMalformed(BadRoomId):
    """A room ID is a number from 1 up, or letters, digits, `-` and `_`."""


class RoomIdMixesAlphabets(BadRoomId):
    """One word of the room ID mixes Latin, Cyrillic or Greek letters."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class BadText(ChatError):
    """The message cannot be posted."""


class MessageEmpty(BadText):
    """Nothing visible is left of the message."""


class MessageTooLong(BadText):
    """The message has more than `limit` characters."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class NotInRoom(ChatError):
    """Whoever is not in a room cannot speak there."""


class TooManyRooms(ChatError):
    """This server holds as many rooms as it was told to; `limit` of them."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class TooFast(ChatError):
    """This was done too often lately; in `retry_after` seconds it will be possible again."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class CannotKeep(ChatError):
    """The store cannot write at the moment: the disk is full or fails. Trying again later may work."""


class Unusable(Exception):
    """The data directory cannot be used. The message is a sentence that says why and what to do."""
