"""A store in memory, for tests of what stands on a store: it keeps the contract that tests/store checks of them all."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Final

from chat.errors import CannotKeep
from chat.file_errors import FileGone
from chat.model.amendment import (
    REACTIONS,
    Amended,
    Amendment,
    Answered,
    ClosePoll,
    Edit,
    Pin,
    React,
    Remove,
    Restore,
    Version,
    Vote,
)
from chat.model.bars import Bar
from chat.model.deed import Change
from chat.model.door import Door
from chat.model.file import Upload
from chat.model.member import Member
from chat.model.message import ANSWERED, EXCERPT, Answers, Draft, Message, Quoted, Reaction, now
from chat.model.poll import begun
from chat.model.role import Standing
from chat.model.spelling import origin_of, room_of, thread_key
from chat.model.store import Extent
from chat.model.thread import Follow, Followed
from tests.voting import voted

NEWEST: Final = 2_500_000  # the number of the member who came last


class MemoryStore:
    """Keeps everything as long as it lives, or `keep` messages a room."""

    def __init__(self, *, keep: int | None = None) -> None:
        self._keep = keep
        self._rooms: dict[str, _Kept] = {}
        self.threads = MemoryThreads(self._rooms)
        self.mentions = MemoryMentions(self._rooms)
        self._waiting: dict[str, Upload] = {}

    async def append(self, room: str, author: Member, draft: Draft, *, name: str = '') -> Message:
        """See Store."""
        kept = self._rooms.setdefault(room, _Kept(name or room))
        if (known := kept.by_client_id.get(draft.client_msg_id)) is not None:
            return known
        if not self._are_waiting(room, author, draft):
            raise FileGone
        kept.last += 1
        message = Message(
            seq=kept.last,
            author=author,
            text=draft.text,
            at=now(),
            client_msg_id=draft.client_msg_id,
            reply_to=draft.reply_to,
            files=tuple(self._waiting.pop(one).file for one in draft.files),
            poll=begun(draft.poll) if draft.poll else None,
            mentions=tuple(each for each in draft.mentions if each.name),
        )
        message = self._with_quote(kept, message)
        kept.messages.append(message)
        kept.by_client_id[draft.client_msg_id] = message
        if self._keep and len(kept.messages) > self._keep:
            del kept.by_client_id[kept.messages.pop(0).client_msg_id]
        return message

    def let_wait(self, upload: Upload) -> None:
        """A file was sent, and waits for its message."""
        self._waiting[upload.file.id] = upload

    def _are_waiting(self, room: str, author: Member, draft: Draft) -> bool:
        found = [self._waiting.get(one) for one in {*draft.files}]
        are_there = all(each and (each.room, each.owner) == (room, author) for each in found)
        return are_there and len(found) == len(draft.files)

    async def name_of(self, room: str) -> str | None:
        """See Store."""
        return self._rooms[room].name if room in self._rooms else None

    async def extents(self, rooms: Sequence[str]) -> dict[str, Extent]:
        """See Store."""
        return {room: self._rooms[room].extent if room in self._rooms else Extent(first=1, last=0) for room in rooms}

    async def before(self, room: str, seq: int | None, limit: int) -> list[Message]:
        """See Store."""
        newest = islice((m for m in reversed(self._messages(room)) if seq is None or m.seq < seq), limit)
        return [self._told(room, message) for message in newest][::-1]

    async def after(self, room: str, seq: int, limit: int) -> list[Message]:
        """See Store."""
        return [self._told(room, m) for m in islice((m for m in self._messages(room) if m.seq > seq), limit)]

    def _told(self, room: str, message: Message) -> Message:
        """With what is told of the thread about it."""
        if not (said := self._messages(thread_key(room, message.seq))):
            return message
        left = [each for each in reversed(said) if not each.is_removed]
        people = tuple(dict.fromkeys(each.author for each in left))[:ANSWERED]
        return replace(message, answers=Answers(count=len(said), people=people, last=left[0].at if left else None))

    async def seq_at(self, room: str, moment: datetime) -> int:
        """See Store."""
        later = [message.seq for message in self._messages(room) if message.at >= moment]
        return min(later, default=(await self.extents([room]))[room].last + 1)

    async def amend(self, room: str, amendment: Amendment) -> list[Amended]:
        """See Store."""
        kept = self._rooms.get(room)
        old = next((message for message in self._messages(room) if message.seq == amendment.seq), None)
        if kept is None or old is None or (new := self._amended(kept, old, amendment)) is None:
            return []
        kept.put(new)
        changed = {new.seq}
        if isinstance(amendment, Edit | Remove | Restore):
            changed |= {message.seq for message in kept.messages if message.reply_to == old.seq}
        if isinstance(amendment, Remove | Restore):
            changed.add(old.seq + 1)
        by_seq = {message.seq: self._with_quote(kept, message) for message in kept.messages}
        for message in by_seq.values():
            kept.put(message)
        by_seq = {seq: self._told(room, message) for seq, message in by_seq.items()}
        return [Amended(by_seq[seq], by_seq.get(seq - 1)) for seq in sorted(changed & by_seq.keys())]

    def _amended(self, kept: '_Kept', old: Message, amendment: Amendment) -> Message | None:
        versions = kept.versions.setdefault(old.seq, [])
        match amendment:
            case Answered():
                return old
            case Restore() if old.is_removed and kept.removed.get(old.seq):
                return kept.removed.pop(old.seq)
            case _ if old.is_removed:
                return None
            case Edit(text=text) if text != old.text and (text or old.files):
                versions.append(Version(text=old.text, at=old.edited or old.at))
                return replace(old, text=text, edited=now(), mentions=amendment.mentions)
            case Remove(until=until):
                kept.removed |= {old.seq: old} if until > now() else {}
                return replace(
                    old, text='', quoted=None, reactions=(), is_pinned=False, files=(), poll=None, mentions=()
                )
            case React(by=by, emoji=emoji):
                given = {each.emoji: each.members for each in old.reactions}
                members = given.get(emoji, ())
                given[emoji] = tuple(m for m in members if m != by) if by in members else (*members, by)
                if len(given) > REACTIONS:
                    return None
                return replace(
                    old, reactions=tuple(Reaction(emoji=e, members=members) for e, members in given.items() if members)
                )
            case Vote(by=by, place=place) if old.poll and not old.poll.is_closed and place < len(old.poll.answers):
                return replace(old, poll=voted(old.poll, by, place))
            case ClosePoll() if old.poll and not old.poll.is_closed:
                return replace(old, poll=replace(old.poll, until=now()))
            case Pin(is_on=is_on) if is_on != old.is_pinned:
                kept.pins = [seq for seq in kept.pins if seq != old.seq] + [old.seq] * is_on
                return replace(old, is_pinned=is_on)
        return None

    def _with_quote(self, kept: '_Kept', message: Message) -> Message:
        origin = next((each for each in kept.messages if each.seq == message.reply_to), None)
        if origin is None or message.is_removed:
            return message
        return replace(message, quoted=Quoted(seq=origin.seq, author=origin.author, text=origin.gist[:EXCERPT]))

    async def versions(self, room: str, seq: int) -> list[Version]:
        """See Store."""
        kept = self._rooms.get(room)
        is_there = any(message.seq == seq and not message.is_removed for message in self._messages(room))
        return list(kept.versions.get(seq, ())) if kept and is_there else []

    async def pinned(self, room: str, limit: int) -> list[Message]:
        """See Store."""
        pins = self._rooms[room].pins if room in self._rooms else []
        by_seq = {message.seq: message for message in self._messages(room)}
        return [by_seq[seq] for seq in reversed(pins) if by_seq[seq].is_pinned][:limit]

    def _messages(self, room: str) -> 'list[Message]':
        return self._rooms[room].messages if room in self._rooms else []


class _Kept:
    def __init__(self, name: str) -> None:
        self.name = name
        self.last = 0
        self.messages: list[Message] = []
        self.by_client_id: dict[str, Message] = {}
        self.versions: dict[int, list[Version]] = {}
        self.removed: dict[int, Message] = {}
        self.pins: list[int] = []

    def put(self, message: Message) -> None:
        """In the place of what it was."""
        at = next(n for n, each in enumerate(self.messages) if each.seq == message.seq)
        self.messages[at] = self.by_client_id[message.client_msg_id] = message

    @property
    def extent(self) -> Extent:
        """See Extent."""
        return Extent(first=self.messages[0].seq if self.messages else self.last + 1, last=self.last)


class MemoryThreads:
    """Threads in memory; see ThreadStore. What people have read is not kept here."""

    def __init__(self, rooms: dict[str, _Kept]) -> None:
        self._rooms = rooms
        self._follows: dict[str, dict[int, bool]] = {}

    async def follow(self, follow: Follow) -> None:
        """See ThreadStore."""
        self._follows.setdefault(follow.thread, {})[follow.member] = follow.is_on

    async def followers(self, thread: str) -> dict[int, bool]:
        """See ThreadStore."""
        return dict(self._follows.get(thread, {}))

    async def followed_by(self, member: int, limit: int) -> list[Followed]:
        """See ThreadStore."""
        keys = [key for key in reversed(self._rooms) if self._follows.get(key, {}).get(member)]
        found = []
        for key in keys[:limit]:
            parent = self._rooms[room_of(key)]
            text = next((each.text for each in parent.messages if each.seq == origin_of(key)), '')
            found.append(Followed(key=key, room_name=parent.name, origin=origin_of(key) or 0, text=text[:EXCERPT]))
        return found


class MemoryMentions:
    """Who may be mentioned; see MentionStore."""

    def __init__(self, rooms: dict[str, _Kept]) -> None:
        self._rooms = rooms

    async def speakers(self, room: str, keys: Collection[str]) -> list[Member]:
        """See MentionStore."""
        said = [each for key, kept in self._rooms.items() if room_of(key) == room_of(room) for each in kept.messages]
        authors = dict.fromkeys(each.author for each in sorted(said, key=lambda each: each.at, reverse=True))
        return [member for member in reversed(authors) if member.key in keys and not member.is_unproven]


class Kept:
    """A store of rights that remembers, or cannot; see RightsStore."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.is_full = False
        self.seen: Callable[[], object] = lambda: None

    def doors(self) -> dict[str, Door]:
        """See RightsStore."""
        return {}

    def topics(self) -> dict[str, str]:
        """See RightsStore."""
        return {}

    def standings(self) -> list[Standing]:
        """See RightsStore."""
        return []

    def bars(self) -> list[Bar]:
        """See RightsStore."""
        return []

    async def forget_bars(self) -> None:
        """See RightsStore."""

    async def newest_number(self) -> int:
        """See RightsStore."""
        return NEWEST

    async def keep_change(self, change: Change) -> None:
        """See RightsStore."""
        if self.is_full:
            raise CannotKeep
        self.seen()
        self.changes.append(change)
