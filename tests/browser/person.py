"""A person with a browser: what they do, what they see, and what went wrong in it without their noticing."""

import re
from typing import Any, Final, TypedDict
from urllib.parse import quote, urlsplit

from playwright.async_api import ConsoleMessage, Locator, Page, Request, WebError, expect

from chat.words import Words, words_of
from tests.browser.chromium import Pages

PHONE: Final = {'viewport': {'width': 390, 'height': 844}, 'has_touch': True, 'is_mobile': True}
DESK: Final = {'viewport': {'width': 1280, 'height': 800}}
# Transitions cost a fifth of the time of all browser tests; the first test of test_talk.py has them, as most people do.
CALM: Final = {'reduced_motion': 'reduce'}
LOCALES: Final = {'en': 'en-US', 'ru': 'ru-RU'}
PATIENCE: Final = 25_000  # ms that anything may take on a busy machine

# What a browser itself says about a link that is down: no fault of a page.
OUTAGE: Final = re.compile(r'WebSocket connection to|net::ERR_(CONNECTION|EMPTY_RESPONSE|NETWORK|SOCKET|TIMED_OUT)')

# The contract: roles and names that screen readers use, in both languages.
NAMES: Final = {
    'en': {'name': 'Your name', 'room': 'Room ID', 'join': 'Join chat', 'message': 'Type a message', 'send': 'Send',
           'feed': 'Messages', 'roster': 'Members'},
    'ru': {'name': 'Ваше имя', 'room': 'ID комнаты', 'join': 'Войти в чат', 'message': 'Введите сообщение',
           'send': 'Отправить', 'feed': 'Сообщения', 'roster': 'Участники'},
}  # fmt: skip

# What tests ask a page, found by the contract and not by the looks. `box` is what scrolls, `anchor` the message that is
# read at its upper edge.
EYES: Final = """window.eyes = {
  get log() { return document.querySelector('[role=log]') },
  get box() {
    let element = this.log;
    while (!['auto', 'scroll'].includes(getComputedStyle(element).overflowY)) element = element.parentElement;
    return element;
  },
  get rows() { return [...this.log.querySelectorAll('[data-seq]')] },
  get seqs() { return this.rows.map((row) => Number(row.dataset.seq)) },
  get messages() {
    return this.rows.map((row) => [Number(row.dataset.seq), row.querySelector('[data-text]').textContent]);
  },
  get texts() { return this.messages.map(([, text]) => text) },
  get notices() { return [...this.log.querySelectorAll('[data-notice]')].map((notice) => notice.innerText) },
  get members() {
    return [...document.querySelectorAll('[data-panel=roster] [data-author]')].map((row) => row.textContent);
  },
  get pending() { return document.querySelectorAll('[data-pending]').length },
  get below() { const { box } = this; return box.scrollHeight - box.scrollTop - box.clientHeight },
  get anchor() {
    const edge = this.box.getBoundingClientRect().top;
    const row = this.rows.find((row) => row.getBoundingClientRect().bottom > edge);
    return [Number(row.dataset.seq), row.getBoundingClientRect().top];
  },
  row(seq) { return this.log.querySelector(`[data-seq="${seq}"]`) },
  top(seq) { return this.row(seq)?.getBoundingClientRect().top ?? null },
};"""


class Rect(TypedDict):
    """Where something is drawn."""

    x: float
    y: float
    width: float
    height: float


class Person:
    """Somebody with a browser of their own, or, after `another_tab`, the same browser's next tab."""

    def __init__(self, name: str, page: Page, *, url: str, language: str) -> None:
        """
        :param name: under which they join
        :param url: where they reach the chat, without a slash at the end
        :param language: that of their browser
        """
        self.name = name
        self.context = context = page.context
        self.page = page
        self.url = url
        self.names = NAMES[language]
        self.words: Words = words_of(language)
        self.hosts: set[str] = set()
        """Every host that their pages asked for anything."""
        self.complaints: list[str] = []
        """What a person does not see: errors of pages and of their console, and requests to other hosts."""
        self.expects_outages = False
        """The link goes down in this test: the browser may say so in its console."""
        expect.set_options(timeout=PATIENCE)
        context.set_default_timeout(PATIENCE)
        context.on('request', self._on_request)
        context.on('console', self._on_console)
        context.on('weberror', self._on_error)

    @classmethod
    async def with_browser(cls, pages: Pages, name: str, *, url: str, language: str = 'en', **options: Any) -> 'Person':
        """Somebody opens a browser that this chat does not know.

        :param options: of the browser's context, such as `**PHONE`
        """
        page = await pages.take(EYES, **{**DESK, **CALM, 'locale': LOCALES[language], **options})
        return cls(name, page, url=url, language=language)

    async def another_tab(self, name: str) -> 'Person':
        """The same browser's next tab, for the same or another name. What goes wrong there is told by the first."""
        tab = object.__new__(Person)
        tab.__dict__ = {**self.__dict__, 'name': name, 'page': await self.context.new_page()}
        return tab

    def stop_listening(self) -> None:
        """From here on it is somebody else's browser."""
        self.context.remove_listener('request', self._on_request)
        self.context.remove_listener('console', self._on_console)
        self.context.remove_listener('weberror', self._on_error)

    # --- what they do ------------------------------------------------------------------------------------
    async def open(self, path: str = '/') -> None:
        """Go to a page and wait until it is connected."""
        await self.page.goto(self.url + path)
        await self.connected()

    async def join(self, room_id: str) -> None:
        """Fill in the join page, as everybody does first."""
        await self.open('/')
        await self.field('name').fill(self.name)
        await self.field('room').fill(room_id)
        await self.button('join').click()
        await self.arrived()

    async def enter(self, room_id: str) -> None:
        """Come into a room by the form, for tests of what happens there."""
        form: dict[str, str | float | bool] = {'username': self.name, 'room_id': room_id}
        answer = await self.context.request.post(self.url + '/join_chat', form=form, max_redirects=0)
        assert answer.status == 303, await answer.text()
        await self.page.goto(self.url + answer.headers['location'])
        await self.arrived()

    async def connected(self) -> None:
        """Wait until the page talks with the server."""
        await self.page.wait_for_function('window.socket?.connected && window.did_handshake')

    async def arrived(self) -> None:
        """Wait until the room is shown and they themselves are listed in it."""
        await self.page.wait_for_url('**/rooms/**')
        await self.connected()
        await self.waits('eyes.members.some((text) => text.includes(given))', self.name)
        await expect(self.box).to_be_visible()

    async def say(self, *texts: str) -> None:
        """Type and send. Sent is not yet posted."""
        for text in texts:
            await self.box.fill(text)
            await self.box.press('Enter')

    async def scroll(self, top: int) -> None:
        """Put the feed to this many px from its upper end and wait until the page has taken note of it."""
        await self.page.evaluate(
            """(top) => new Promise((done) => {
                 if (eyes.box.scrollTop === top) return done();
                 eyes.box.addEventListener('scroll', () => requestAnimationFrame(done), { once: true });
                 eyes.box.scrollTop = top;
               })""",
            top,
        )

    # --- what they see -----------------------------------------------------------------------------------
    def field(self, thing: str) -> Locator:
        """A text field of the contract."""
        return self.page.get_by_role('textbox', name=self.names[thing], exact=True)

    def button(self, thing: str) -> Locator:
        """A button of the contract, or one that is called so in their language."""
        name = self.names.get(thing) or self.words(thing)
        return self.page.get_by_role('button', name=name, exact=True).filter(visible=True)

    @property
    def box(self) -> Locator:
        """Where they type."""
        return self.field('message')

    @property
    def feed(self) -> Locator:
        """What was said."""
        return self.page.get_by_role('log', name=self.names['feed'], exact=True)

    def message(self, text: str) -> Locator:
        """The message with exactly this text."""
        return self.feed.locator('[data-seq]').filter(has=self.page.get_by_text(text, exact=True))

    @property
    def line(self) -> Locator:
        """The word about a lost connection."""
        sentence = self.words('No connection. What you write is kept and sent as soon as it is back.')
        return self.page.get_by_text(sentence)

    async def sees(self, text: str) -> None:
        """Wait until somebody's message is shown, once."""
        # looks once a frame, where `expect` waits for 100, 250, 500 ms: a third of the time of all these tests
        await self.waits('eyes.texts.filter((text) => text === given).length === 1', text)

    async def look(self, what: str) -> Any:
        """What the page shows: one of `EYES`."""
        return await self.page.evaluate(f'eyes.{what}')

    async def waits(self, condition: str, argument: object = None) -> None:
        """Wait until this expression of JavaScript holds; `argument` is `given` in it."""
        await self.page.wait_for_function(f'(given) => {condition}', arg=argument)

    async def rect(self, locator: Locator) -> Rect:
        """Where it is drawn."""
        box = await locator.bounding_box()
        assert box is not None
        return Rect(x=box['x'], y=box['y'], width=box['width'], height=box['height'])

    # --- what they do not see ----------------------------------------------------------------------------
    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {'data', 'blob', 'about'}:
            return
        self.hosts.add(parts.netloc)
        if parts.netloc != urlsplit(self.url).netloc:
            self.complaints.append(f'{self.name}: a request to another host: {request.url}')

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == 'error' and not (self.expects_outages and OUTAGE.search(message.text)):
            self.complaints.append(f'{self.name}: in the console: {message.text} ({message.location.get("url")})')

    def _on_error(self, error: WebError) -> None:
        self.complaints.append(f'{self.name}: an error of the page: {error.error}')


def path_of(room_id: str) -> str:
    """Where a room's page is."""
    return f'/rooms/{quote(room_id, safe="")}'
