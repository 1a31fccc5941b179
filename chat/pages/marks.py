"""What one has marked and chosen in a conversation: told by a style sheet of one's own, for messages are the same."""

from collections.abc import Iterable

from ..feed.feed import Feed
from ..feed.light import Light
from ..model.amendment import Amended
from ..model.member import Member
from ..model.room import Room
from .site import Site


class Marks(Light):
    """Of one conversation on one page."""

    def __init__(self, site: Site, room: Room, member: Member, feed: Feed) -> None:
        super().__init__('style')
        self._store = site.store.bookmarks
        self._polls = site.store.polls
        self._room = room
        self._member = member
        self._feed = feed
        self._marked: set[int] = set()
        self._votes: dict[int, frozenset[int]] = {}  # places of answers, by the message
        room.amended.subscribe(self._amended)
        self._show()

    async def load(self) -> None:
        """Learn what is marked, and what was chosen."""
        self._votes = await self._polls.votes_of(self._member.number, self._room.key)
        self._marked = await self._store.within(self._member.number, self._room.key)
        self._show()

    async def turn(self, seq: int, *, is_on: bool) -> None:
        """Mark a message, or take the mark from it.

        :raises CannotKeep: it cannot be kept at the moment
        """
        await self._store.mark(self._member.number, self._room.key, seq, is_on=is_on)
        await self.load()

    def _amended(self, changed: list[Amended]) -> None:
        before = dict(self._votes)
        for message, _ in changed:
            self._votes.pop(message.seq, None)
            if message.poll and (chosen := message.poll.votes.get(self._member.number)):
                self._votes[message.seq] = chosen
        if self._votes != before:
            self._show()

    def _show(self) -> None:
        self._props['innerHTML'] = ''.join([*self._rules(sorted(self._marked)), self._rule_of_votes()])
        self.update()

    def _rules(self, marked: Iterable[int]) -> Iterable[str]:
        feed = f'c{self._feed.id}'
        if not marked:
            yield f'.marked-{feed} {{ display: none }}'
            return
        rows = ', '.join(f'[data-seq="{seq:d}"]' for seq in marked)
        chosen = ', '.join(f'[data-chosen-seq="{seq:d}"]' for seq in marked)
        yield f'#{feed} :is({rows}) .bubble::after {{ content: "🔖" }}'
        yield f'body:is({chosen}) .unmarked-{feed}, body:not(:is({chosen})) .marked-{feed} {{ display: none }}'

    def _rule_of_votes(self) -> str:
        own = ', '.join(
            f'[data-seq="{seq:d}"] [data-action="vote {place:d}"]'
            for seq, places in sorted(self._votes.items())
            for place in sorted(places)
        )
        return f'#c{self._feed.id} :is({own}) {{ --chosen: "✓ "; --edge-of-answer: currentColor }}' if own else ''

    def _handle_delete(self) -> None:
        self._room.amended.unsubscribe(self._amended)
        super()._handle_delete()

    def _displayed_contents(self, *, only_visible: bool) -> list[str]:
        return []
