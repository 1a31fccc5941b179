"""An account: a name that one person has claimed, and nobody else can bear."""

from dataclasses import dataclass
from datetime import datetime

from .member import Member


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """Who it is and since when. Its password is known to the store alone, as a hash."""

    id: int
    member: Member
    is_admin: bool
    created: datetime

    @property
    def key(self) -> str:
        """The spelling of the name that is compared."""
        return self.member.key


@dataclass(frozen=True, kw_only=True, slots=True)
class Device:
    """A browser in which somebody is signed in."""

    key: str
    """What finds its session: a hash of what its cookie holds."""
    browser: str
    """What kind it is, such as `Firefox, Linux`."""
    since: datetime
    seen: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Passkey:
    """A key that a person's device holds; the half of it that proves nothing is here."""

    id: bytes
    """As the device made it: it tells keys apart and is no secret."""
    account: int
    name: str
    public_key: bytes
    """As COSE writes it."""
    sign_count: int
    """How often the device says that it was used, or 0 for one that does not count."""
    made: datetime
    used: datetime | None = None
    """When it was used last."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """Who somebody is at an OpenID provider: issuer and subject name one person for ever.

    An e-mail address or a name does not: it may be given to somebody else.
    """

    issuer: str
    subject: str
    made: datetime | None = None
    """Since when it opens an account here."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """Somebody's wish to have a name for themselves."""

    member: Member
    password: str
    """As a hash; empty for none."""
    is_admin: bool
    invitation: str = ''
    """The key of the invitation that is used up by it."""
    identity: 'Identity | None' = None
    """Who proves it instead of a password."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Invitation:
    """A way to an account."""

    key: str
    account: int
    expires: datetime
