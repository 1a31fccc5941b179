"""Files on pages: sent to the room, shown in it, looked at large, taken away with all that is one's own."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from nicegui.testing import User
from nicegui.testing.user_interaction import UserInteraction

from chat.feed.composer import Composer
from chat.feed.feed import Feed
from chat.model.message import Message
from tests.pages.tab import join, room_of
from tests.patience import eventually
from tests.pictures import picture

Make = Callable[[], User]


async def send_file(user: User, content: bytes, name: str, room: str = '7') -> str:
    """To the room; its ID."""
    answer = await user.http_client.post(f'/rooms/{room}/files', params={'name': name}, content=content)
    assert answer.status_code == 201, answer.text
    return str(answer.json()['id'])


def say_with(user: User, text: str, *files: str, cid: str = 'mine') -> None:
    """As the composer of a browser does."""
    said: dict[str, Any] = {'id': cid, 'text': text, 'files': [{'id': one} for one in files], 'about': None}
    user.find(Composer).trigger('send', said)


def html_of(user: User) -> str:
    [feed] = user.find(Feed).elements
    return ''.join(entry.html('en') for entry in feed.stream.entries.values())


async def first(user: User) -> Message:
    await eventually(lambda: bool(room_of(user).tail))
    return room_of(user).tail[0]


async def test_pictures_come_with_their_sizes_and_cards_with_theirs(user: User, create_user: Make) -> None:
    bob = create_user()
    await join(bob, 'Bob', '7')
    await join(user, 'Alice', '7')
    files = [await send_file(user, picture(1200, 600), 'a b.png'), await send_file(user, b'x' * 2000, 'plan.pdf')]
    say_with(user, 'a caption', *files)
    await bob.should_see('a caption')
    await bob.should_see('plan.pdf')
    await bob.should_see('2 kB')
    html = html_of(bob)
    [image] = re.findall('<img[^>]*>', html)
    assert f'src="../files/{files[0]}/a%20b.png?small=1"' in image
    assert 'width="360" height="180"' in image
    assert 'alt="a b.png"' in image
    assert f'href="../files/{files[1]}/plan.pdf" download="plan.pdf"' in html
    for path in re.findall(r'"\.\.(/files/[^"]+)"', html):
        assert (await bob.http_client.get(path)).status_code == 200


async def test_a_message_may_have_files_alone_and_its_caption_can_be_changed(user: User) -> None:
    await join(user, 'Alice', '7')
    say_with(user, '', await send_file(user, b'x', 'plan.pdf'))
    assert (await first(user)).text == ''
    user.find(Feed).trigger('action', {'action': 'edit', 'seq': 1})
    await user.should_see('Edit message')
    user.find(marker='message').type('the plan').trigger('keydown.enter')
    await user.should_see('the plan')
    user.find(Feed).trigger('action', {'action': 'reply', 'seq': 1})
    await user.should_see('Reply to Alice: the plan')


async def test_what_quotes_a_message_of_files_names_them(user: User) -> None:
    await join(user, 'Alice', '7')
    say_with(user, '', await send_file(user, b'x', 'plan.pdf'))
    await first(user)
    user.find(Feed).trigger('action', {'action': 'reply', 'seq': 1})
    await user.should_see('Reply to Alice: 📎 plan.pdf')
    user.find(marker='message').type('what is it?').trigger('keydown.enter')
    await eventually(lambda: len(room_of(user).tail) == 2)
    quoted = room_of(user).tail[1].quoted
    assert quoted and quoted.text == '📎 plan.pdf'


async def test_a_file_that_is_gone_is_said_so(user: User) -> None:
    await join(user, 'Alice', '7')
    say_with(user, 'with a file', 'never sent')
    await user.should_see('A file of this message is not there any more. Please attach it again.')
    assert not room_of(user).tail


async def test_a_removed_message_loses_its_files_and_gets_them_back(user: User) -> None:
    await join(user, 'Alice', '7')
    one = await send_file(user, b'x', 'plan.pdf')
    say_with(user, '', one)
    await first(user)
    user.find(Feed).trigger('action', {'action': 'remove', 'seq': 1})
    await user.should_see('A message was removed')
    assert (await user.http_client.get(f'/files/{one}/x')).status_code == 404
    user.find(marker='undo').click()
    await user.should_see('plan.pdf')
    assert (await user.http_client.get(f'/files/{one}/x')).status_code == 200


async def test_a_picture_is_looked_at_large_with_those_beside_it(user: User) -> None:
    await join(user, 'Alice', '7')
    for name in ('1.png', '2.png'):
        say_with(user, '', await send_file(user, picture(50, 40), name), cid=name)
    await eventually(lambda: len(room_of(user).tail) == 2)
    for nonsense in ('picture', 'picture x', 'picture -1', 'picture 7', 'picture ²'):
        user.find(Feed).trigger('action', {'action': nonsense, 'seq': 2})
    user.find(Feed).trigger('action', {'action': 'picture 0', 'seq': 2})
    await user.should_see('2.png')
    await user.should_see('2 / 2')
    user.find(marker='picture-before').click()
    await user.should_see('1 / 2')
    await user.should_see('1.png')


async def test_what_one_has_sent_can_be_taken_away(user: User) -> None:
    await join(user, 'Alice', '7')
    say_with(user, '', await send_file(user, b'one', 'a.txt'), await send_file(user, b'two', 'a.txt'))
    await first(user)
    about = (await user.http_client.get('/account/data')).json()
    assert [(each['name'], each['size']) for each in about['messages'][0]['files']] == [('a.txt', 3), ('a.txt', 3)]
    answer = await user.http_client.get('/account/files')
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert [archive.read(name) for name in archive.namelist()] == [b'one', b'two']


async def test_files_have_a_button(user: User) -> None:
    await join(user, 'Alice', '7')
    await user.should_see(marker='attach')


@pytest.fixture
def no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('CHAT_MAX_FILE_MB', '0')


@pytest.mark.usefixtures('no_files')
class TestWithoutFiles:
    """A chat where none are sent."""

    @pytest.fixture
    def user(self, no_files: None, user: User) -> User:
        return user

    async def test_there_is_no_button_and_no_other_way(self, user: User) -> None:
        await join(user, 'Alice', '7')
        await user.should_not_see(marker='attach')
        answer = await user.http_client.post('/rooms/7/files', params={'name': 'a'}, content=b'x')
        assert (answer.status_code, answer.text) == (413, 'No files are sent here.')


async def test_in_a_thread_too_files_are_sent_polls_asked_and_emoji_picked(user: User, create_user: Make) -> None:
    bob = create_user()
    await join(bob, 'Bob', '7')
    await join(user, 'Alice', '7')
    say_with(user, 'Where shall we eat?')
    await bob.should_see('Where shall we eat?')
    user.find(Feed).trigger('action', {'action': 'thread', 'seq': 1})
    await user.should_see(marker='answer')
    one = await send_file(user, b'x' * 2000, 'menu.pdf')
    said: dict[str, Any] = {'id': 'answer', 'text': '', 'files': [{'id': one}], 'about': None}
    user.find(marker='answer').trigger('send', said)
    await user.should_see('menu.pdf')
    assert (await bob.http_client.get(f'/files/{one}/menu.pdf')).content == b'x' * 2000
    assert len(user.find(marker='poll').elements) == 1, 'the one of the room'
    toggles = sorted(user.find(marker='formatting').elements, key=lambda each: each.id)
    UserInteraction(user, {toggles[1]}, None).click()
    in_bar = {each for each in user.find(marker='poll').elements if each.tag == 'button'}
    UserInteraction(user, in_bar, None).click()
    user.find(marker='question').type('What, then?')
    for n, answer in enumerate(('soup', 'bread'), 1):
        user.find(marker=f'answer-{n}').type(answer)
    user.find(marker='ask').click()
    await user.should_see('soup')
    assert room_of(bob).extent.last == 1
    assert len(user.find(marker='picker').elements) == 1
    answers = next(each for each in user.find(Feed).elements if each.stream.room.key == '7/1')
    user.find(marker='answers').trigger('action', {'action': 'picker', 'seq': 1})
    user.find(marker='picker').trigger('beforeShow', '')
    await user.should_see(marker='picker-body')
    user.find(marker='picker-body').trigger('click', '🎉')
    await eventually(lambda: [each.emoji for each in answers.stream.room.tail[0].reactions] == ['🎉'])
