"""What moderators have in the room menu; it comes and goes with their right to it, without loading the page anew."""

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

    def __init__(self, site: Site, room: Room, member: Member, feed: Feed, home: str, words: Words) -> None:
        """It stands in the menu in which it is made.

        :param home: the address of the chat, without a slash at the end
        """
        self._site = site
        self._room = room
        self._member = member
        self._feed = feed
        self._home = home
        self._words = words
        self._menu = ui.context.slot.parent
        self._built: dict[str, list[ui.element]] = {}  # by mark: the entry and its dialog
        self.review()

    def review(self) -> None:
        """Rights have changed."""
        moderates = self._room.rights.may(self._member, Verb.MODERATE, self._room.key)
        may_begin = self._room.may_be_owned_by(self._member)
        wanted = ('room-settings', 'invitations', 'people') if moderates else ('room-settings',) if may_begin else ()
        for mark in set(self._built) - set(wanted):
            for element in self._built.pop(mark):
                element.delete()
        for mark in wanted:
            if mark not in self._built:
                self._built[mark] = self._build(mark)

    def _build(self, mark: str) -> list[ui.element]:
        _, room, member, keys = self._words, self._room, self._member, self._site.keys
        with self._menu.client.content:
            dialog: SettingsDialog | InvitationsDialog | PeopleDialog
            if mark == 'room-settings':
                label, dialog = _('Room settings'), SettingsDialog(room, member, keys, _)
            elif mark == 'invitations':
                label, dialog = _('Invitations'), InvitationsDialog(room, member, keys, self._home, _)
            else:
                label, dialog = _('People and log'), PeopleDialog(room, member, self._site.store, self._feed, _)
        with self._menu:
            item = menu_item(label, dialog.open).mark(mark)
        item.move(target_index=len(self._menu.default_slot.children) - 3)  # above the line and the way out
        return [item, dialog.dialog]
