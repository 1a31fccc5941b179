"""Where nothing is: kind to people, plain to programs, and the same wherever that is."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from nicegui import Client
from nicegui.testing import User

PATHS = ('/no-such-path', '/no-such-path/', '/rooms/', '/admin', '/admin/', '/a/b?c=d')


@pytest.mark.parametrize(('asked', 'said'), [('ru-RU,ru', 'Здесь ничего нет.'), ('en', 'There is nothing here.')])
async def test_a_browser_is_told_in_its_language_and_led_back(user: User, asked: str, said: str) -> None:
    built = len(Client.instances)
    headers = {'Accept': 'text/html,*/*', 'Accept-Language': asked}
    answers = [await user.http_client.get(path, headers=headers) for path in PATHS]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert f'<h1>{said}</h1>' in answers[0].text
    assert 'href="/"' in answers[0].text
    assert len(answers[0].content) < 3000
    assert len(Client.instances) == built


async def test_its_policy_lets_its_own_style_through_and_nothing_else(user: User) -> None:
    answer = await user.http_client.get(PATHS[0], headers={'Accept': 'text/html'})
    [style] = re.findall('<style>(.*?)</style>', answer.text, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = answer.headers['content-security-policy']
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert 'unsafe' not in policy


async def test_a_program_is_told_in_plain_text(user: User) -> None:
    answers = [await user.http_client.get(path) for path in PATHS]
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, 'There is nothing here.')}
