"""What moderators have in the room menu; it comes and goes with their right to it, without loading the page anew."""

from collections.abc import Callable

from nicegui import ui

from ..feed.feed import Feed
from ..model.member import Member
from ..model.rights import Verb
from ..model.room import Room
from ..words import Words
from .invitations import InvitationsDialog
from .parts import menu_item
from .people import PeopleDialog
from .settings import SettingsDialog
from .site import Site


class Moderation:
    """Of one page."""

    def __init__(
        self, site: Site, room: Room, member: Member, feed: Feed, home: str, words: Words, menu: ui.menu
    ) -> None:
        """
        :param home: the address of the chat, without a slash at the end
        :param menu: where its entries are put
        """
        self._site = site
        self._room = room
        self._member = member
        self._feed = feed
        self._home = home
        self._words = words
        self._menu = menu
        self._built: list[ui.element] = []
        self.review()

    def review(self) -> None:
        """Rights have changed."""
        moderates = self._room.rights.may(self._member, Verb.MODERATE, self._room.key)
        if (moderates or self._room.may_be_owned_by(self._member)) and not self._built:
            self._build()
        elif not moderates and not self._room.may_be_owned_by(self._member):
            for element in self._built:
                element.delete()
            self._built.clear()

    def _build(self) -> None:
        _ = self._words
        with self._menu.client.content:
            settings = SettingsDialog(self._room, self._member, self._site.keys, _)
            invitations = InvitationsDialog(self._room, self._member, self._site.keys, self._home, _)
            people = PeopleDialog(self._room, self._member, self._site.store, self._feed, _)
        with self._menu:
            self._add(_('Room settings'), settings.open, 'room-settings')
            self._add(_('Invitations'), invitations.open, 'invitations')
            self._add(_('People and log'), people.open, 'people')
        self._built += [settings.dialog, invitations.dialog, people.dialog]

    def _add(self, label: str, open_dialog: Callable[[], object], mark: str) -> None:
        item = menu_item(label, open_dialog).mark(mark)
        item.move(target_index=len(self._menu.default_slot.children) - 3)  # above the line and the way out
        self._built.append(item)
