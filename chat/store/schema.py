"""The schema: what tables the chat keeps. Times are microseconds since 1970 in UTC, so that they sort and never shift.

The tables here say what is; how an older database gets there is told by the migrations beside it, and a test compares
the two. Full-text search is each database's own affair and stands in its migration only.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """A moment as it is kept."""
    return (moment - EPOCH) // MICROSECOND


class Moment(TypeDecorator[datetime]):
    """A moment, aware of its zone."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        """As it is kept."""
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:
        """As it is used."""
        return None if value is None else EPOCH + value * MICROSECOND


ID: Final = BigInteger().with_variant(Integer, 'sqlite')  # SQLite numbers rows by itself only in an INTEGER

DELETED: Final = 'deleted:'  # begins the key of a room that is being deleted; nobody can open one with such a key

tables: Final = MetaData()

rooms: Final = Table(
    'rooms',
    tables,
    Column('id', ID, primary_key=True),
    Column('key', Text, nullable=False, unique=True),
    Column('name', Text, nullable=False),  # as it was first written
    Column('last', Integer, nullable=False),  # the newest seq that was ever given
)

# The same number under two names is two authors: guests of the plain dialect pick both themselves.
members: Final = Table(
    'members',
    tables,
    Column('id', ID, primary_key=True),
    Column('number', Integer, nullable=False),
    Column('name', Text, nullable=False),
    Column('key', Text, nullable=False, index=True),
    UniqueConstraint('number', 'name'),
)

messages: Final = Table(
    'messages',
    tables,
    Column('id', ID, primary_key=True),
    Column('room', ForeignKey('rooms.id'), nullable=False),
    Column('seq', Integer, nullable=False),
    Column('author', ForeignKey('members.id'), nullable=False),
    Column('text', Text, nullable=False),
    Column('at', Moment, nullable=False),
    Column('client_msg_id', Text, nullable=False),
    Column('edited', Moment),
    Column('reply_to', Integer),  # the seq of another message in the room
    UniqueConstraint('room', 'seq'),
    UniqueConstraint('room', 'client_msg_id'),
    Index('messages_by_author', 'author', 'id'),
    Index('messages_by_time', 'room', 'at'),
    Index('messages_by_origin', 'room', 'reply_to', sqlite_where=text('reply_to IS NOT NULL')),
    sqlite_autoincrement=True,
)

# What messages said before they were edited; and for a moment what those said that were removed.
versions: Final = Table(
    'versions',
    tables,
    Column('id', ID, primary_key=True),
    Column('message', ForeignKey('messages.id', ondelete='CASCADE'), nullable=False, index=True),
    Column('text', Text, nullable=False),
    Column('at', Moment, nullable=False),  # since when it said so
    Column('until', Moment, index=True),  # when it is deleted, because the message was removed
)

reactions: Final = Table(
    'reactions',
    tables,
    Column('message', ForeignKey('messages.id', ondelete='CASCADE'), primary_key=True),
    Column('emoji', Text, primary_key=True),
    Column('member', ForeignKey('members.id'), primary_key=True, index=True),
    Column('at', Moment, nullable=False),
)

pins: Final = Table(
    'pins',
    tables,
    Column('message', ForeignKey('messages.id', ondelete='CASCADE'), primary_key=True),
    Column('member', ForeignKey('members.id'), nullable=False, index=True),
    Column('at', Moment, nullable=False),
)

# What is in files; each content is kept once, in the folder beside the database (files.py).
files: Final = Table(
    'files',
    tables,
    Column('digest', Text, primary_key=True),  # SHA-256
    Column('size', BigInteger, nullable=False),
    Column('kind', Text, nullable=False),
    Column('media_type', Text, nullable=False),
    Column('width', Integer, nullable=False),  # of a picture; 0 for others
    Column('height', Integer, nullable=False),
    Column('thumbnail', Text, nullable=False),  # the digest of a smaller picture, which is in the folder, too; or empty
    Column('thumbnail_size', BigInteger, nullable=False),
)

# Files of messages, and those that wait for the message they will go with.
attachments: Final = Table(
    'attachments',
    tables,
    Column('id', Text, primary_key=True),  # not to be guessed
    Column('file', ForeignKey('files.digest'), nullable=False, index=True),
    Column('name', Text, nullable=False),
    Column('at', Moment, nullable=False),
    Column('room', Text),  # the key of the room and ...
    Column('member', ForeignKey('members.id'), index=True),  # ... whose it is, as long as it waits
    Column('message', ForeignKey('messages.id', ondelete='CASCADE'), index=True),
    Column('place', Integer, nullable=False),
    Column('until', Moment, index=True),  # when it is deleted, because the message was removed
)

positions: Final = Table(
    'positions',
    tables,
    Column('member', Integer, primary_key=True),  # a number
    Column('room', Text, primary_key=True),  # a key: one may read where nothing was said yet
    Column('read', Integer, nullable=False),
)

follows: Final = Table(
    'follows',
    tables,
    Column('room', Text, primary_key=True),  # the key of a thread
    Column('member', Integer, primary_key=True, index=True),  # a number
    Column('is_on', Boolean, nullable=False),  # False: they left it, and answers of others do not bring them back
)

sessions: Final = Table(
    'sessions',
    tables,
    Column('id', Text, primary_key=True),
    Column('name', Text, nullable=False),
    Column('recent', Text, nullable=False),  # rooms as they are shown, a line each, the last first
    Column('language', Text),
    Column('theme', Text),
    Column('seen', Moment, nullable=False),
    Column('account', ID, index=True),  # who is signed in there
    Column('browser', Text),  # what kind it is, where somebody is signed in
    Column('since', Moment),  # when they signed in
    Column('has_signed_out', Boolean, nullable=False, server_default='0'),
    Column('knows_hints', Boolean, nullable=False, server_default='0'),  # what is told on the first visit of a room
)

session_members: Final = Table(
    'session_members',
    tables,
    Column('session', ForeignKey('sessions.id', ondelete='CASCADE'), primary_key=True),
    Column('place', Integer, primary_key=True),
    Column('member', ForeignKey('members.id'), nullable=False),
)

accounts: Final = Table(
    'accounts',
    tables,
    Column('id', ID, primary_key=True),
    Column('member', ForeignKey('members.id'), nullable=False, unique=True),
    Column('key', Text, nullable=False, unique=True),  # of the name: nobody else bears it
    Column('password', Text, nullable=False),  # as Argon2id writes it, with salt and costs; empty for none
    Column('is_admin', Boolean, nullable=False),
    Column('created', Moment, nullable=False),
)

passkeys: Final = Table(
    'passkeys',
    tables,
    Column('id', LargeBinary, primary_key=True),  # as the device that holds it made it
    Column('account', ForeignKey('accounts.id'), nullable=False, index=True),
    Column('name', Text, nullable=False),
    Column('public_key', LargeBinary, nullable=False),  # as COSE writes it
    Column('sign_count', Integer, nullable=False),  # how often the device says that it was used
    Column('made', Moment, nullable=False),
    Column('used', Moment),
)

identities: Final = Table(
    'identities',
    tables,
    Column('issuer', Text, primary_key=True),  # an OpenID provider ...
    Column('subject', Text, primary_key=True),  # ... and how it calls somebody
    Column('account', ForeignKey('accounts.id'), nullable=False, index=True),
    Column('made', Moment, nullable=False),
)

invitations: Final = Table(
    'invitations',
    tables,
    Column('key', Text, primary_key=True),  # a hash of what is in the link
    Column('account', ForeignKey('accounts.id'), nullable=False),  # who invites
    Column('expires', Moment, nullable=False),
)

# Rooms by their keys: one may have a door before anything was said in it. A room without a row is open to all.
doors: Final = Table(
    'doors',
    tables,
    Column('room', Text, primary_key=True),
    Column('kind', Text, nullable=False),
    Column('is_locked', Boolean, nullable=False),
    Column('is_read_only', Boolean, nullable=False),
    Column('slow_mode', Integer, nullable=False),  # seconds
    Column('password', Text),  # as Argon2id writes it
)

standings: Final = Table(
    'standings',
    tables,
    Column('room', Text, primary_key=True),
    Column('member', Integer, primary_key=True),  # a number
    Column('name', Text, nullable=False),
    Column('role', Integer, nullable=False),
    Column('is_let_in', Boolean, nullable=False),
    Column('muted_until', Moment),
    Column('banned_until', Moment),
)

# What is known of where those came from who are banned or muted: a hash of the address, deleted when it is over.
bars: Final = Table(
    'bars',
    tables,
    Column('room', Text, primary_key=True),  # a key; empty for the whole chat
    Column('place', Text, primary_key=True),
    Column('number', Integer, primary_key=True),
    Column('name', Text, primary_key=True),
    Column('banned_until', Moment),
    Column('muted_until', Moment),
    Column('since', Moment),  # accounts that are older are not meant
    Column('after', Integer, nullable=False, server_default='0'),  # nor are members with numbers up to this
)

# Links that let somebody choose a new password, each once.
resets: Final = Table(
    'resets',
    tables,
    Column('key', Text, primary_key=True),  # a hash of what is in the link
    Column('account', ForeignKey('accounts.id'), nullable=False, unique=True),
    Column('expires', Moment, nullable=False),
)

passes: Final = Table(
    'passes',
    tables,
    Column('key', Text, primary_key=True),  # a hash of what is in the link
    Column('room', Text, nullable=False, index=True),
    Column('room_name', Text, nullable=False),
    Column('expires', Moment, nullable=False),
    Column('left', Integer),  # how many may still come in by it
)

deeds: Final = Table(
    'deeds',
    tables,
    Column('id', ID, primary_key=True),
    Column('room', Text, nullable=False),
    Column('at', Moment, nullable=False),
    Column('number', Integer, nullable=False),  # who did it ...
    Column('name', Text, nullable=False),  # ... under this name
    Column('what', Text, nullable=False),
    Column('whom', Text, nullable=False),  # a name
    Column('seq', Integer),
    Column('detail', Text, nullable=False),
    Index('deeds_by_room', 'room', 'id'),
    Index('deeds_by_what', 'what', 'id'),
)
