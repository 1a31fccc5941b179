"""Nonsense: requests, events and frames as nobody would send them, for fuzzing."""

import json
from typing import Any, Final
from urllib.parse import quote

from hypothesis import strategies as st

NASTY: Final = [
    '',
    ' ',
    '\x00',
    '\n',
    '\r\nX: y',
    '%',
    '%00',
    '..',
    '../../etc/passwd',
    '..%2f..%2fdata/chat.db',
    '7',
    '01',
    '-1',
    '9' * 30,
    '1e9',
    'null',
    'true',
    'NaN',
    '{}',
    '[]',
    '"',
    "'",
    '<script>alert(1)</script>',
    '{{7*7}}',
    '${7}',
    "' OR 1=1 --",
    'NEAR(',
    '*',
    'from:',
    'in:"',
    'before:0000-99-99',
    '\u202e',
    '\u200b',
    'а' * 41,
    'a' * 2000,
    '\U0001f469\u200d\U0001f467',
    '\ud800',
    'İ',
]
TEXT: Final = st.one_of(st.sampled_from(NASTY), st.text(max_size=20))
JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
QUERIES: Final = st.dictionaries(
    st.sampled_from(['as', 'at', 'room', 'taken', 'username', 'lang', 'client_id', 'next', 'x']), TEXT, max_size=3
)
HEADERS: Final = st.dictionaries(
    st.sampled_from(
        [
            'accept',
            'accept-language',
            'cookie',
            'origin',
            'x-forwarded-for',
            'x-forwarded-prefix',
            'range',
            'if-none-match',
            'content-type',
            'user-agent',
            'referer',
        ]
    ),
    st.one_of(
        st.sampled_from(
            [
                'chat_session=x.y',
                'chat_session=',
                '=;=;',
                'de;q=x,ru;q=1',
                '*',
                'text/html',
                'multipart/form-data',
                'bytes=5-1',
                'application/json',
                'multipart/form-data; boundary=x',
                '127.0.0.1, x',
                'null',
                'http://[',
                'W/"',
                '\xff',
            ]
        ),
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20).map(str.strip),
    ),
    max_size=3,
)
BODIES: Final = st.one_of(
    st.binary(max_size=60),
    st.dictionaries(st.sampled_from(['username', 'room_id', 'at', 'x']), TEXT, max_size=4).map(
        lambda form: '&'.join(f'{name}={quoted(value)}' for name, value in form.items()).encode()
    ),
    JSON.map(lambda value: json.dumps(value).encode()),
    st.just(b'--x\r\nContent-Disposition: form-data; name="username"; filename="a"\r\n\r\nx\r\n--x--\r\n'),
)


def quoted(text: str) -> str:
    """Percent-encoded, also what is no text at all."""
    return quote(text, safe='', errors='surrogatepass')


@st.composite
def requests(draw: st.DrawFn, paths: list[str]) -> dict[str, Any]:
    """A request, most of them of a path that exists."""
    path = draw(st.one_of(st.sampled_from(paths), st.just('/{x}'), st.just('/{x}/{y}')))
    parts = [quoted(draw(TEXT)) if part.startswith('{') else part for part in path.split('/')]
    query = '&'.join(f'{name}={quoted(value)}' for name, value in draw(QUERIES).items())
    return {
        'method': draw(
            st.sampled_from(['GET', 'GET', 'POST', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'])
        ),
        'url': '/'.join(parts) + (f'?{query}' if query else ''),
        'headers': {name: value.encode('latin-1') for name, value in draw(HEADERS).items()},
        'content': draw(BODIES),
    }


def described(description: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A request as an OpenAPI description has it, or with something in it that the description forbids."""
    import schemathesis
    from schemathesis.core.result import Ok

    found = schemathesis.openapi.from_dict(description).get_all_operations()
    operations = [operation for result in found if isinstance(result, Ok) and (operation := result.ok())]
    cases = [
        operation.as_strategy(generation_mode=mode) for operation in operations for mode in schemathesis.GenerationMode
    ]
    return st.one_of(cases).map(_prepared).filter(bool)


def _prepared(case: Any) -> dict[str, Any]:
    """As httpx takes it; empty if nobody could send it."""
    import requests as client

    try:
        given = client.Request(**case.as_transport_kwargs(base_url='http://x')).prepare()
    except (client.RequestException, UnicodeError, ValueError):
        return {}
    headers = {name: value for name, value in given.headers.items() if not name.startswith(('Conn', 'Content-Length'))}
    body = given.body.encode() if isinstance(given.body, str) else given.body
    return {'method': given.method, 'url': given.path_url, 'headers': headers, 'content': body}


@st.composite
def packets(draw: st.DrawFn) -> str:
    """What may be sent over the socket of a page; ELEMENT, LISTENER and CLIENT stand for those of the page."""
    message: Any
    if draw(st.integers(0, 49)) == 0:  # most of these close the socket
        return draw(st.one_of(st.sampled_from(['42', '42[', '43[]', '40/x', '4', '9', '45-["x"]', '\x00']), TEXT))
    if draw(st.booleans()):  # to a listener, with any arguments
        arguments = draw(st.lists(JSON.map(json.dumps), min_size=1, max_size=2))
        message = {'client_id': 'CLIENT', 'id': 'ELEMENT', 'listener_id': 'LISTENER', 'args': arguments}
        return '42' + json.dumps(['event', message])
    known = draw(st.sampled_from(['event', 'event', 'event', 'handshake', 'javascript_response', 'ack', 'log', 'x']))
    message = draw(JSON)
    if draw(st.booleans()):
        message = {'client_id': 'CLIENT', 'id': 'ELEMENT', 'listener_id': 'LISTENER'}
        arguments = draw(st.one_of(JSON.map(json.dumps), TEXT, JSON))
        message['args'] = draw(st.one_of(st.just([arguments]), JSON))
        message |= draw(
            st.dictionaries(
                st.sampled_from(['id', 'level', 'message', 'request_id', 'next_message_id']), JSON, max_size=2
            )
        )
    return '42' + json.dumps([known, message])


FRAMES: Final = st.one_of(
    TEXT, JSON.map(json.dumps), st.binary(max_size=20), st.text(min_size=1).map(lambda t: t * 300)
)
