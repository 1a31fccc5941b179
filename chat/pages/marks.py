"""What one has marked in a conversation: told by a style sheet of one's own, as messages are the same for all."""

from collections.abc import Iterable

from nicegui import ui

from ..feed.feed import Feed
from ..model.member import Member
from ..model.room import Room
from .site import Site


class Marks(ui.element):
    """Of one conversation on one page."""

    def __init__(self, site: Site, room: Room, member: Member, feed: Feed) -> None:
        super().__init__('style')
        self._store = site.store.bookmarks
        self._room = room
        self._member = member
        self._feed = feed
        self._marked: set[int] = set()
        self._show()

    async def load(self) -> None:
        """Learn what is marked."""
        self._marked = await self._store.within(self._member.number, self._room.key)
        self._show()

    async def turn(self, seq: int, *, is_on: bool) -> None:
        """Mark a message, or take the mark from it.

        :raises CannotKeep: it cannot be kept at the moment
        """
        await self._store.mark(self._member.number, self._room.key, seq, is_on=is_on)
        await self.load()

    def _show(self) -> None:
        self._props['innerHTML'] = ''.join(self._rules(sorted(self._marked)))
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

    def _displayed_contents(self, *, only_visible: bool) -> list[str]:
        return []
