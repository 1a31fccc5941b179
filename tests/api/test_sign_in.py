"""Signing in by a form: what a program is told, and that a cookie alone is never enough for a post that changes it."""

from collections.abc import AsyncIterator

import httpx
import pytest

from chat.identity.cookie import COOKIE
from tests.attacks.test_accounts import PASSWORD, is_signed_in, make_account
from tests.server import Server


@pytest.fixture
async def browser(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, verify=False) as browser:
        yield browser


async def test_name_and_password_give_a_new_session(server: Server, browser: httpx.AsyncClient, room_id: str) -> None:
    name = f'Alice {room_id[-3:]}'
    await make_account(server, name)
    await browser.get('/')
    before = browser.cookies[COOKIE]
    answer = await browser.post('/sign_in', data={'username': name, 'password': PASSWORD})
    assert (answer.status_code, answer.headers['location']) == (303, '/')
    assert browser.cookies[COOKIE] != before
    [cookie] = answer.headers.get_list('set-cookie')
    assert 'HttpOnly' in cookie
    assert 'SameSite=Lax' in cookie
    assert await is_signed_in(browser)
    joined = await browser.post('/join_chat', data={'username': name, 'room_id': room_id})
    assert joined.status_code == 303


async def test_what_is_wrong_is_said(server: Server, browser: httpx.AsyncClient, room_id: str) -> None:
    for form in ({'username': f'Nobody {room_id[-3:]}', 'password': 'x'}, {'username': ''}, {}):
        answer = await browser.post('/sign_in', data=form, headers={'Accept-Language': 'ru'})
        assert answer.status_code == 401
        assert answer.json() == {'detail': 'Имя и пароль не подходят друг к другу.'}
    plain = await browser.post('/sign_in', headers={'Accept': 'text/html'})
    assert plain.headers['content-type'].startswith('text/plain')


async def test_who_was_wrong_too_often_is_told_when_to_come_again(
    server: Server, browser: httpx.AsyncClient, room_id: str
) -> None:
    form = {'username': f'Victim {room_id[-3:]}', 'password': 'wrong'}
    answers = [await browser.post('/sign_in', data=form) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert answers[-1].headers['retry-after'] == '1'


def test_how_often_one_may_be_wrong_is_a_setting(room_id: str) -> None:
    with Server().start('--free-guesses', '2') as server, httpx.Client(base_url=server.url) as browser:
        form = {'username': f'Victim {room_id[-3:]}', 'password': 'wrong'}
        assert [browser.post('/sign_in', data=form).status_code for _ in range(3)] == [401, 401, 429]


@pytest.mark.parametrize('form', [{}, {'ticket': ''}, {'ticket': 'guessed'}])
async def test_without_a_ticket_of_its_own_a_browser_changes_nothing(
    browser: httpx.AsyncClient, form: dict[str, str]
) -> None:
    await browser.get('/')
    before = browser.cookies[COOKIE]
    answer = await browser.post('/session', data=form)
    assert answer.status_code == 403
    assert answer.text == 'This page is too old. Please go back and try again.'
    assert browser.cookies[COOKIE] == before


async def test_no_password_and_no_name_is_in_the_log(server: Server, browser: httpx.AsyncClient) -> None:
    await browser.post('/sign_in', data={'username': 'Somebody secret', 'password': 'my secret password'})
    assert 'secret' not in server.log.replace('/sign-up?admin', '')
