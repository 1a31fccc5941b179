"""Those whom an OpenID provider vouches for: which account is theirs, linked, unlinked, or made the first time."""

from typing import Final

from ..errors import (
    ChatError,
    IdentityUsed,
    LastWay,
    NotInvited,
    NotSignedIn,
    ProviderAway,
    ProviderRefused,
    SignUpClosed,
)
from ..model.account import Account, Identity
from ..model.member import Member
from .accounts import Accounts
from .provider import IdentityStore, Newcomer, Provider
from .session import Sessions

REFUSALS: Final[dict[str, type[ChatError]]] = {
    'away': ProviderAway,
    'failed': ProviderRefused,
    'used': IdentityUsed,
    'closed': SignUpClosed,
    'uninvited': NotInvited,
    'over': NotSignedIn,
}
"""What may be refused to who comes back, as an address says it."""


class Vouched:
    """By the one provider of this chat."""

    def __init__(self, store: IdentityStore, accounts: Accounts, sessions: Sessions, provider: Provider) -> None:
        self._store = store
        self._accounts = accounts
        self._sessions = sessions
        self.provider = provider

    async def come_back(self, session_id: str, query: dict[str, str]) -> tuple[Account | None, str]:
        """A browser comes back from the provider.

        :return: the account that it is signed in to from now on, if it is to be, and the path where it goes
        :raises BadProvider: that proves nothing, or they have another account
        :raises NotSignedIn: it was to be linked, and nobody is signed in any more
        :raises SignUpClosed, NotInvited: they have no account, and cannot make one
        """
        who = await self.provider.finish(session_id, query)
        flow = who.flow
        if flow.account is not None:
            session = self._sessions.find(session_id)
            if session is None or session.account != flow.account:
                raise NotSignedIn
            if not await self._store.link(who.identity, flow.account):
                raise IdentityUsed
            return None, flow.to
        account = self._accounts.find(await self._store.find(who.identity))
        if account is None:
            await self._accounts.may_sign_up(flow.invitation)
            self.provider.newcomers.put(session_id, who)
            return None, '/welcome'
        return account, flow.to

    async def make(self, session_id: str, member: Member, *, address: str = '') -> Account:
        """Give a newcomer an account under a name.

        :raises ProviderRefused: nobody is new here in this session, or it took too long
        :raises NameClaimed: the name belongs to somebody
        :raises SignUpClosed, NotInvited: no account can be made
        """
        who = self.provider.newcomers.get(session_id)
        if who is None:
            raise ProviderRefused
        account = await self._accounts.claim(
            member,
            None,
            invitation=who.flow.invitation,
            identity=who.identity,
            person=session_id,
            address=address,
        )
        self.provider.newcomers.drop(session_id)
        return account

    def newcomer(self, session_id: str) -> Newcomer | None:
        """Who is new in this session."""
        return self.provider.newcomers.get(session_id)

    async def identity_of(self, account: Account) -> Identity | None:
        """Who may sign in to an account by the provider."""
        own = await self._store.of(account.id)
        return next((each for each in own if self.provider.is_called(each.issuer)), None)

    async def unlink(self, account: Account) -> None:
        """Let nobody sign in to it by the provider any more.

        :raises LastWay: nobody could sign in at all
        """
        identity = await self.identity_of(account)
        if identity is not None and not await self._store.unlink(identity.issuer, account.id):
            raise LastWay
