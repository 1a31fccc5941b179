"""Everything a chat may refuse. A refusal carries data; it becomes words only where a person is told (words.py).

ChatError
├── BadName            what is wrong is the name
│   ├── NameMissing
│   ├── NameTooLong
│   ├── NameMixesAlphabets
│   ├── NameMalformed
│   ├── NameTaken
│   ├── NameClaimed
│   └── TooManyNames
├── BadRoomId          what is wrong is the room ID
│   ├── RoomIdMissing
│   ├── RoomIdTooLong
│   ├── RoomIdMalformed
│   └── RoomIdMixesAlphabets
├── BadText            what is wrong is the message
│   ├── MessageEmpty
│   └── MessageTooLong
├── BadFile            what is wrong is the file: see file_errors.py
├── BadPassword        what is wrong is the password
│   ├── PasswordTooShort
│   ├── PasswordTooLong
│   └── WrongPassword
├── BadPasskey         what is wrong is the passkey
│   ├── PasskeyRefused
│   ├── PasskeyNotGiven
│   ├── PasskeyKnown
│   └── TooManyPasskeys
├── TooManyTries       wrong passwords; the next try has to wait
├── TooBusy            too many passwords are being looked at
├── NotSignedIn
├── SignInAnew         it needs a sign-in of the last minutes
├── LastWay            without it nobody could sign in to the account
├── BadProvider        what is wrong is the sign-in by another site
│   ├── ProviderAway
│   ├── ProviderRefused
│   └── IdentityUsed
├── GuestsNotLetIn
├── SignUpClosed
├── NotInvited
├── NotInRoom
├── NotLetIn           the room is not open to them, if there is one
│   ├── Banned
│   └── RoomGone
├── NotAllowed         it is for others to do
├── ReadOnly           only moderators speak there
├── Muted
├── TooSoon            slow mode: the next message has to wait
├── LastAdmin          one administrator has to stay
├── LinkOver           a link for a new password that cannot be used
├── PassOver           an invitation to a room that cannot be used
├── WrongRoomPassword
├── TooManyRooms
├── TooFast            it is too often; a moment later it will do
└── CannotKeep         the store cannot write now; nothing was lost but the attempt

Unusable               what is found in the data directory cannot be served: told to the operator at the start
"""

from dataclasses import dataclass, field
from datetime import datetime


class ChatError(Exception):
    """A refusal that a person can understand and do something about."""


@dataclass(eq=False)
class Limited(ChatError):
    """There is a `limit` to it."""

    limit: int


@dataclass(eq=False)
class Later(ChatError):
    """It has to wait for `seconds`."""

    seconds: int


@dataclass(eq=False)
class Mixture(ChatError):
    """A `word` mixes Latin, Cyrillic or Greek letters, as look-alikes do."""

    word: str


class BadName(ChatError):
    """The name cannot be borne."""


class NameMissing(BadName):
    """Nothing visible is left of the name."""


class NameTooLong(BadName, Limited):
    """The name has more than `limit` characters."""


class NameMixesAlphabets(Mixture, BadName):
    """It is the name that does."""


class NameMalformed(BadName):
    """The name has no letter or digit, or ends like the mark of an unproven guest (`#5`)."""


@dataclass(eq=False)
class NameTaken(BadName):
    """Another member of the room bears the name; `suggestion` is free."""

    name: str
    suggestion: str


@dataclass(eq=False)
class NameClaimed(BadName):
    """The name belongs to an account, and whoever wants to bear it is not signed in to it."""

    name: str


class TooManyNames(BadName, Limited):
    """One browser took more than `limit` names."""


class BadRoomId(ChatError):
    """No room can have this ID."""


class RoomIdMissing(BadRoomId):
    """Nothing visible is left of the room ID."""


class RoomIdTooLong(BadRoomId, Limited):
    """The room ID has more than `limit` characters."""


class RoomIdMalformed(BadRoomId):
    """A room ID is a number from 1 up, or letters, digits, `-` and `_`."""


class RoomIdMixesAlphabets(Mixture, BadRoomId):
    """It is the room ID that does."""


class BadText(ChatError):
    """The message cannot be posted."""


class MessageEmpty(BadText):
    """Nothing visible is left of the message."""


class MessageTooLong(BadText, Limited):
    """The message has more than `limit` characters."""


class BadPassword(ChatError):
    """The password cannot be used."""


class PasswordTooShort(BadPassword, Limited):
    """The password has fewer than `limit` characters."""


class PasswordTooLong(BadPassword, Limited):
    """The password has more than `limit` characters."""


class WrongPassword(BadPassword):
    """Name and password do not belong together; it is not told which of them is wrong."""


class BadPasskey(ChatError):
    """The passkey cannot be used."""


class PasskeyRefused(BadPasskey):
    """What a browser has answered proves nothing; it is not told why."""


class PasskeyNotGiven(BadPasskey):
    """The browser has answered nothing: the person did not want to, took too long or has none."""


class PasskeyKnown(BadPasskey):
    """The device has one of this account already."""


class TooManyPasskeys(BadPasskey, Limited):
    """The account has `limit` of them."""


class TooManyTries(Later):
    """After so many wrong passwords the next try has to wait."""


class TooBusy(ChatError):
    """So many passwords are being looked at that one more would have to wait for long."""


class NotSignedIn(ChatError):
    """This needs an account, and the browser is not signed in to one, or not any more."""


class SignInAnew(ChatError):
    """This needs somebody who has signed in a moment ago."""


class LastWay(ChatError):
    """It is the only way to sign in to the account: without it its person would be locked out."""


class BadProvider(ChatError):
    """Somebody cannot be signed in by an OpenID provider."""


class ProviderAway(BadProvider):
    """It does not answer, or not as a provider does."""


class ProviderRefused(BadProvider):
    """What came back proves nothing; it is not told why."""


class IdentityUsed(BadProvider):
    """Whoever that is there has another account here."""


class GuestsNotLetIn(ChatError):
    """Who has no account cannot enter this chat."""


class SignUpClosed(ChatError):
    """New accounts are not made here."""


class NotInvited(ChatError):
    """An account needs an invitation here, and this one does not exist, was used or has expired."""


class NotInRoom(ChatError):
    """Whoever is not in a room cannot speak there."""


class NotLetIn(ChatError):
    """The room is not open to them. It is not told whether there is one, what kind it is, or why."""


@dataclass(eq=False)
class Banned(NotLetIn):
    """Whoever looks after the room, or after the whole chat if `everywhere`, has put them out `until` then (UTC)."""

    until: datetime
    everywhere: bool = field(kw_only=True)


class RoomGone(NotLetIn):
    """The room they were in was deleted."""


class NotAllowed(ChatError):
    """What they want to do is for others to do."""


class ReadOnly(ChatError):
    """Only moderators speak in this room."""


@dataclass(eq=False)
class Muted(ChatError):
    """A moderator wants them to listen `until` then (UTC)."""

    until: datetime


class TooSoon(Later):
    """Slow mode: the next message has to wait."""


class PassOver(ChatError):
    """An invitation to a room that never was, was used up, revoked or has expired."""


class LastAdmin(ChatError):
    """Nobody else is an administrator, and one has to stay."""


class LinkOver(ChatError):
    """A link for a new password that never was, was used or has expired."""


class WrongRoomPassword(ChatError):
    """It is not the password of the room."""


class TooManyRooms(Limited):
    """This server holds as many rooms as it was told to; `limit` of them."""


@dataclass(eq=False)
class TooFast(ChatError):
    """This was done too often lately; in `retry_after` seconds it will be possible again."""

    retry_after: float


class CannotKeep(ChatError):
    """The store cannot write at the moment: the disk is full or fails. Trying again later may work."""


class Unusable(Exception):
    """The data directory cannot be used. The message is a sentence that says why and what to do."""
