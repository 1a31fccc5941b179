"""Markdown: what people type in chats, what is shown of it, and what has to stay as it was typed."""

import re
import time
from html import unescape
from typing import Final

import pytest
from markupsafe import Markup as Safe

from chat.text import markdown
from chat.text.markdown import Kept, is_plain, render, unprepared
from chat.text.shortcodes import is_emoji_only
from tests.markup import Markup as Parser
from tests.text.test_links import EVIL
from tests.text.test_links import POISON as LINKS

FAST: Final = 0.02  # seconds of CPU for what the event loop renders itself
BESIDE: Final = 0.2  # seconds for what is rendered beside it, on a slow machine
LEFT_OUT: Final = re.compile(
    r' (?:data-source|target|rel|title|type|aria-labelledby|tabindex)="[^"]*"| data-text(?!-)|<button[^>]*></button>'
)
CODE: Final = '<div class="code" data-language="{}"><pre><code>{}</code></pre></div>'

SPOILER: Final = ('<label class="spoiler"><input><span>', '</span></label>')
TABLE: Final = '<div class="table"><table><thead>{}</thead><tbody>{}</tbody></table></div>'

SHOWN: Final = [
    ('**bold** *italic* _italic_ __bold__',
     '<strong>bold</strong> <em>italic</em> <em>italic</em> <strong>bold</strong>'),
    ('***both*** **_x_** (*a*), "_b_".',
     '<em><strong>both</strong></em> <strong><em>x</em></strong> (<em>a</em>), "<em>b</em>".'),
    ('~~gone~~ `x * y * z`', '<s>gone</s> <code>x * y * z</code>'),
    ('これは**太字**です', 'これは<strong>太字</strong>です'),
    ('*жирно,\nда*', '<em>жирно,\nда</em>'),
    (r'\*as typed\* and \_x\_ \# x', r'*as typed* and _x_ \# x'),
    ('\\# no heading *x*', '# no heading <em>x</em>'),
    ('*one*\n\n\n  two  spaces', '<em>one</em>\n\n\n  two  spaces'),
    ('||so||, ||**b**||', '{0}so{1}, {0}<strong>b</strong>{1}'.format(*SPOILER)),
    ('||a ||b|| c||', '{}a b c{}'.format(*SPOILER)),
    ('[a *b*](https://c.d/e_(f))', '<a href="https://c.d/e_(f)">a <em>b</em></a>'),
    ('[https://c.d](https://c.d)', '<a href="https://c.d">https://c.d</a>'),
    ('![cat](https://c.d/e.png) ![](https://c.d)',
     '<a href="https://c.d/e.png">cat</a> <a href="https://c.d">https://c.d</a>'),
    ('[mail](mailto:a@b.example)', '<a href="mailto:a@b.example">mail</a>'),
    ('**https://a.b/x_y_z**, _b_', '<strong><a href="https://a.b/x_y_z">https://a.b/x_y_z</a></strong>, <em>b</em>'),
    ('||https://a.b||', '{}<a href="https://a.b">https://a.b</a>{}'.format(*SPOILER)),
    ('nice :tada: and :+1:', 'nice 🎉 and 👍'),
]  # fmt: skip
BLOCKS: Final = [
    ('> a\n> **b**\nreply', '<blockquote>|a\n<strong>b</strong>|</blockquote>|reply|'),
    ('>quoted', '<blockquote>quoted</blockquote>'),
    ('> > deep\n> less', '<blockquote><blockquote>deep</blockquote>|less|</blockquote>'),
    ('- a\n- b\n  - c\n- d', '<ul><li>a</li><li>|b|<ul><li>c</li></ul></li><li>d</li></ul>'),
    ('* a\n\n* b', '<ul><li>a</li><li>b</li></ul>'),
    ('1. a\n2. b\n   more\n5. c', '<ol><li>a</li><li>|b\nmore|</li><li value="5">c</li></ol>'),
    ('text\n1. a\n\n\ntext', '|text|<ol><li>a</li></ol>|text|'),
    ('# Title\ntext', '<p class="heading">Title</p>|text|'),
    ('```\na *b*\n```', CODE.format('', 'a *b*')),
    ('see\n```\na\n\n b```\nend', '|see|' + CODE.format('', 'a\n\n b') + '|end|'),
    ('```not a language\nb', CODE.format('', 'not a language\nb')),
    ('```one line```', CODE.format('', 'one line')),
    ('```unknown-language\n<b>\n```', CODE.format('unknown-language', '&lt;b&gt;')),
    ('```py\nx = 1\n```', CODE.format('py', 'x = <span class="n">1</span>')),
    ('- a\n  ```\n  b\n  ```', '<ul><li>|a|' + CODE.format('', 'b') + '</li></ul>'),
    ('a|b\n-|:-:\n*1*|2\n3\\|4', TABLE.format(
        '<tr><th>a</th><th class="middle">b</th></tr>',
        '<tr><td><em>1</em></td><td class="middle">2</td></tr><tr><td>3|4</td></tr>')),
]  # fmt: skip
AS_TYPED: Final = [
    'snake_case_name and __init_subclass', '5*3*2 = 30', '2 * 3 * 4', 'x**2 + y**2', 'def f(*args, **kwargs)',
    '#channel',
    r'C:\dir\_x\*.txt', r'\\server\share', '¯\\_(ツ)_/¯', '<3 -> <- => >_< >:( :) :D :-* ^_^ -_- *_* T_T o_O',
    'at 10:30:45, std::map, a::b, ::', ':no_such_emoji:', '>>> print(1)', '>5 people', '1986. A good year',
    '1) one\n2) two',
    '- - -', '* * *', '---', 'Title\n---', 'Title\n===', '___', '****', '~~~~~', '|||', '||', '~5 min',
    'if (a || b || c)',
    ' /\\_/\\\n( o.o )\n > ^ <', 'a   b\n\n\n   c  \n', '    indented', '```', '``````', '&amp; &lt; &#10;',
    '<b>x</b> _',
    'main.py', '*', '_', '` `` ```', 'a*', '*a', '** a **', '[x]', '[x](y)', '[x](javascript:alert(1))', '[x]()',
    '![x]',
    '[x](data:text/html,y)', '[x](//evil.example)', '[x](http://a b)', '[x](java&#10;script:alert(1))', '<https://a.b>',
    'https://a.b/snake_case_name', 'a | b', '|a|b|\n|c|d|', '+---+\n| a |\n+---+', '@alice *', '12', '→', '©', '#️ 5',
]  # fmt: skip
PHISHING: Final = [
    ('[google.com](https://evil.example/x)', 'evil.example'),
    ('[https://google.com/login](https://evil.example)', 'evil.example'),
    ('[www.google.com](https://google.com.evil.example)', 'google.com.evil.example'),
    ('[google.com](https://google.com@evil.example)', 'evil.example'),
    ('[ｇｏｏｇｌｅ．com](https://evil.example)', 'evil.example'),
    ('[goo\u200bgle.com](https://evil.example)', 'evil.example'),
    ('[**google**.com](https://evil.example)', 'evil.example'),
    ('[apple.com](https://аpple.com)', 'xn--pple-43d.com'),
    ('[a@b.example](mailto:c@d.example)', 'c@d.example'),
    ('[www.a.example](https://a.example/x)', ''),
    ('[see a.example/x](https://a.example/x)', ''),
    ('[пример.рф](https://пример.рф)', ''),
    ('[the plan](https://a.example)', ''),
]
LARGE: Final = ['🎉', '❤️', '👍🏽', '👩‍👩‍👧', '🇷🇺', '1️⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏳️‍🌈', '🎉 🎉\n🎉', '🎉' * 6, '⚠️', '⭐']
POISON: Final = [text[:4000] for text in [
    *LINKS, '**a ' * 1000, '*a_ ' * 1000, 'a**b' * 1000, '*_' * 2000, '*_~|' * 1000, '||a' * 1333, '~~a~~' * 800,
    '***a*** ' * 500,
    '*a*' * 1333, '[[]' * 1333, '[](http://a)' * 333, '[a](http://b)' * 307, '![' * 2000, '[x](' + '(' * 3996,
    '[x](http://' + '()' * 1990, '[google.com](http://a.b) ' * 160, '[' + 'a.' * 150 + '](http://b.c)', '> ' * 2000,
    '>a\n' * 1333, '>> a\n' * 800, '> - ' * 1000, '- ' * 2000, '- a\n' * 1000, '- a\n\n' * 800, '- a\n b\n' * 500,
    '1. ' * 1333,
    '\n'.join(' ' * n + '- a' for n in range(86)), '- a\n  - b\n    - c\n      - d\n        - e\n' * 100, '`' * 4000,
    '```\n' * 1000, '```a\n' * 800, '```a```\n' * 500, '`a' * 2000, ''.join('`' * n + ' ' for n in range(88)),
    '|' * 2000 + '\n' + '|-' * 999, '|a|\n|-|\n' + '|b|\n' * 980, 'a|b\n-|-\n' * 500, '-|' * 2000, 'a|\n' + ': ' * 1990,
    '# a\n' * 1000, '#' * 4000, ':a' * 2000, ':tada:' * 666, ''.join(f':x{n}:' for n in range(700)), '\\*' * 2000,
    ' \\*a' * 1000, '*a\n\n' * 1000, '\n\n*a*' * 660, '🎉' * 200, '👩\u200d' * 66, '🇷' * 199, '\ufe0f' * 199 + '🎉',
    '_https://a.b_' * 300, '||https://a.b||' * 285, '</p><label class="spoiler">' * 140, '*' + '&#x' * 1333 + '*',
]]  # fmt: skip


class Parsed(Parser):
    """What a browser makes of it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ''
        self.feed(''.join(html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def source(html: str) -> str | None:
    return Parsed(html).tags[0][1].get('data-source')


@pytest.mark.parametrize(('typed', 'shown'), SHOWN)
def test_what_stands_in_lines(typed: str, shown: str) -> None:
    assert LEFT_OUT.sub('', render(typed)) == f'<p>{shown}</p>'
    assert source(render(typed)) == typed


@pytest.mark.parametrize(('typed', 'shown'), BLOCKS)
def test_blocks(typed: str, shown: str) -> None:
    html = LEFT_OUT.sub('', render(typed))
    for paragraph in shown.split('|')[1::2] if '<table' not in shown else ():
        shown = shown.replace(f'|{paragraph}|', f'<p>{paragraph}</p>')
    assert html == f'<div class="rich">{shown}</div>'
    assert source(render(typed)) == typed


@pytest.mark.parametrize('text', AS_TYPED)
def test_what_stays_as_it_was_typed(text: str) -> None:
    parsed = Parsed(render(text))
    assert parsed.text == text
    assert {tag for tag, _ in parsed.tags} <= {'p', 'a'}
    assert parsed.tags[0] == ('p', {'data-text': None}), 'what is copied is what is shown'


@pytest.mark.parametrize(('typed', 'place'), PHISHING)
def test_a_label_that_looks_like_another_address_is_belied(typed: str, place: str) -> None:
    html = render(typed)
    assert (f'<span class="place"> ({place})</span>' in html) if place else ('place' not in html)


@pytest.mark.parametrize('text', LARGE)
def test_few_emoji_alone_are_large(text: str) -> None:
    assert Parsed(render(text)).tags == [('p', {'data-text': None, 'class': 'large'})]
    assert Parsed(render(text)).text == text


def test_emoji_by_name_are_large_and_copied_as_typed() -> None:
    assert Parsed(render(':tada: :+1:')).tags == [
        ('p', {'data-text': None, 'class': 'large', 'data-source': ':tada: :+1:'})
    ]
    assert Parsed(render(':tada: :+1:')).text == '🎉 👍'


@pytest.mark.parametrize('text', ['🎉' * 7, '🎉!', 'a🎉', '1', '#', '5 🎉', '→', '©', '🇷'])
def test_other_emoji_are_as_large_as_the_rest(text: str) -> None:
    assert 'large' not in render(text)


def test_every_emoji_there_is_counts_as_one() -> None:
    from emoji import EMOJI_DATA, STATUS

    known = [char for char, data in EMOJI_DATA.items() if data['status'] == STATUS['fully_qualified']]
    assert len(known) > 3000
    assert [char for char in known if not is_emoji_only(char)] == []


@pytest.mark.parametrize('text', EVIL)
@pytest.mark.parametrize('around', ['{}', '**{}**', '> {}', '- {}', '```html\n{}\n```', '`{}`', '[{}](https://a.b)',
                                    '[x]({})', '||{}||', 'a|b\n-|-\n{}|x', '# {}', ':tada: {}',
                                    '```{}\nx\n```'])  # fmt: skip
def test_nothing_evil_comes_out(text: str, around: str) -> None:
    typed = around.replace('{}', text)
    parsed = Parsed(render(typed))
    assert {tag for tag, _ in parsed.tags} <= {*markdown.TAGS}
    for tag, attributes in parsed.tags:
        assert {*attributes} <= {
            *markdown.TAGS[tag],
            *markdown.VALUES.get(tag, ()),
            'class',
            'data-text',
            'data-source',
        }
        assert {*(attributes.get('class') or '').split()} <= {*markdown.CLASSES.get(tag, ()), 'rich', 'large'}
        if 'href' in attributes:
            assert (attributes['href'] or '').lower().startswith(('http://', 'https://', 'mailto:'))


@pytest.mark.parametrize('text', POISON, ids=lambda text: ascii(text[:12]))
def test_poison_costs_little(text: str) -> None:
    limit = FAST if is_plain(text) else BESIDE
    times = []
    for _ in range(5):  # the best of several, in CPU time: the machine has other work too
        start = time.thread_time()
        markdown.plain(text) if is_plain(text) else markdown._rendered(text)
        times.append(time.thread_time() - start)
        if times[-1] < limit:
            break
    assert min(times) < limit, f'{min(times) * 1000:.0f} ms'
    assert len(render(text)) < 50 * 4000


def test_what_was_rendered_lately_is_known_and_what_is_plain_need_not_be() -> None:
    texts = ['plain', 'https://a.b', '*a* never seen before', '```\nnor this```']
    assert unprepared(texts) == texts[2:]
    render(texts[2])
    assert unprepared(texts) == texts[3:]


def test_what_nobody_wanted_for_the_longest_time_is_forgotten() -> None:
    kept = Kept(10_000)
    for n in range(1000):
        kept.put(f'{n}', Safe('x' * 100))
        kept.get('0')
    assert '0' in kept and '999' in kept and '1' not in kept
    assert sum(str(n) in kept for n in range(1000)) < 100


def test_the_typed_text_survives_in_the_attribute() -> None:
    text = '*a* "quotes" \'and\' <b> &amp; \n\n\ttab'
    assert source(render(text)) == text
    assert unescape(Parsed(render(text)).text) == text.replace('*', '').replace('&amp;', '&')
