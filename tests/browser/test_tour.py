"""A tour of every screen of a conversation: axe finds nothing serious, in each theme, language and width."""

from typing import Any, Final

import pytest
from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.person import DESK, PHONE, Person
from tests.browser.test_access import NO_VEIL, faults
from tests.browser.test_conversation import row, shot
from tests.browser.test_files import JPEG, PNG, choose_files, payload, uploads
from tests.pictures import picture, sound

LOOKS: Final[list[Any]] = [
    pytest.param({**DESK, 'color_scheme': 'dark'}, 'en', id='desk-dark-en'),
    pytest.param({**DESK, 'color_scheme': 'dark'}, 'ru', id='desk-dark-ru'),
    pytest.param({**PHONE, 'color_scheme': 'light'}, 'ru', id='phone-light-ru'),
    pytest.param({**PHONE, 'color_scheme': 'light'}, 'en', id='phone-light-en'),
]
TEXTS: Final = (
    'Hi **everyone**! What do we read next? :books:',
    'Some ideas:\n- _Anna Karenina_\n- [Master and Margarita](https://example.org)\n- `War and Peace`',
    '```python\ndef read(book: str) -> int:\n    """Pages a day."""\n    return 42  # of course\n```',
    '> Manuscripts do not burn\n\n||a spoiler|| and ~~struck~~ @all',
    '| Book | Pages |\n|---|---|\n| Master | 480 |\n| War | 1300 |',
    '🎉',
)


@pytest.mark.long
@pytest.mark.parametrize(('looks', 'language'), LOOKS)
async def test_axe_finds_nothing_serious_on_any_screen(
    people: People, room_id: str, looks: dict[str, Any], language: str, request: pytest.FixtureRequest
) -> None:
    anna = await people('Anna Karenina', room_id, language=language, **looks)
    boris = await people('Борис', room_id, language=language, **looks)
    _, page, is_desk = anna.words, anna.page, 'is_mobile' not in looks
    found: list[str] = []
    number = 0

    async def look(screen: str, person: Person = anna) -> None:
        nonlocal number
        number += 1
        await person.page.add_style_tag(content=NO_VEIL)
        found.extend(f'{screen}: {fault}' for fault in await faults(person))
        await shot(person, f'{request.node.callspec.id}-{number:02}-{screen}')

    async def menu(entry: str) -> None:
        await anna.button('Room menu').click()
        await page.get_by_role('menuitem', name=_(entry), exact=True).filter(visible=True).click()

    async def close() -> None:
        await page.keyboard.press('Escape')
        await expect(page.get_by_role('dialog')).to_have_count(0)

    await look('empty-and-hint')
    await anna.button('Got it').click()
    await boris.say(*TEXTS[:3])
    await boris.waits('eyes.pending === 0')
    await anna.say(*TEXTS[3:5], '/me opens the book')
    await boris.say('@Anna Karenina, ' + TEXTS[0], TEXTS[5])
    await anna.waits('eyes.pending === 0 && eyes.rows.length === 8')
    await choose_files(
        anna,
        payload('sea.jpg', JPEG, picture(1600, 1200, kind='JPEG', text='sea')),
        payload('hills.png', PNG, picture(900, 1200, colour='#16a34a', text='hills')),
        payload('a sound.wav', 'audio/wav', sound()),
        payload('plan.pdf', 'application/pdf', b'%PDF-1'),
    )
    await expect(uploads(anna, 'uploaded')).to_have_count(4)
    await look('uploads')
    await anna.say('Our holidays')
    await expect(row(anna, 9).locator('.picture img')).to_have_count(2)
    await anna.waits('eyes.pending === 0')
    await look('files')
    await row(anna, 9).locator('.picture').first.click()
    await expect(page.get_by_role('dialog').locator('img')).to_be_visible()
    await look('lightbox')
    await close()

    if is_desk:
        await anna.button('Poll').click()
    else:
        await menu('Poll')
    await page.get_by_label(_('Question')).fill('Which book?')
    for n, answer in enumerate(('Master', 'War', 'None of them, thanks'), 1):
        await page.get_by_label(_('Answer {n}', n=n)).fill(answer)
    await look('poll-dialog')
    await anna.button('Ask').click()
    await row(anna, 10).locator('.answer').first.click()
    await row(boris, 10).locator('.answer').last.click()
    await expect(row(anna, 10).locator('.answer-count')).to_have_text(['1', '0', '1'])
    await look('poll')
    await look('poll-of-another', boris)
    await row(anna, 10).get_by_role('button', name=_('Close the poll')).click()
    await expect(row(anna, 10)).to_contain_text(_('closed'))
    await look('poll-closed')
    await boris.enter(f'{room_id}-else')
    await boris.say(f'{boris.url}/rooms/{room_id}?at=1', f'{boris.url}/rooms/{room_id}')
    await expect(row(boris, 1).locator('.room-card')).to_contain_text('What do we read next')
    await look('cards', boris)

    await row(anna, 7).locator('p').last.click(button='right')
    await expect(page.get_by_role('menuitem', name=_('Bookmark'), exact=True)).to_be_visible()
    await look('menu')
    await page.get_by_role('menuitem', name=_('Bookmark'), exact=True).click()
    await row(anna, 7).locator('p').last.click(button='right')
    await page.get_by_role('menuitem', name=_('React'), exact=True).click()
    await expect(page.get_by_role('dialog', name=_('Emoji')).locator('[data-emoji="😀"]').first).to_be_visible()
    await look('picker')
    await page.get_by_role('dialog', name=_('Emoji')).locator('[data-emoji]').first.click()
    await expect(row(anna, 7).locator('.chip')).to_have_count(1)
    await row(anna, 7).locator('p').last.click(button='right')
    await page.get_by_role('menuitem', name=_('Pin'), exact=True).click()
    await expect(page.locator('.pins-button')).to_contain_text('1')
    await row(anna, 7).locator('p').last.click(button='right')
    await page.get_by_role('menuitem', name=_('Reply'), exact=True).click()
    await expect(page.locator('.about')).to_be_visible()
    await look('reply')
    await anna.say('So do I')
    await anna.waits('eyes.pending === 0')
    await page.locator('.pins-button').click()
    await expect(page.get_by_role('dialog')).to_be_visible()
    await look('pins')
    await close()
    await menu('Topic')
    await expect(page.get_by_label(_('What this room is for'))).to_be_visible()
    await page.get_by_label(_('What this room is for')).fill('What we read, one book a month')
    await look('topic')
    await anna.button('Save').click()
    await menu('Notifications')
    await expect(page.get_by_role('dialog', name=_('Notifications'))).to_be_visible()
    await look('notifications')
    await close()
    await menu('Search')
    await page.get_by_role('textbox', name=_('Search')).fill(f'holidays in:{room_id}')
    await expect(page.locator('.hit')).to_have_count(1)
    await look('search')
    await close()
    await menu('Help')
    await expect(page.get_by_role('dialog', name=_('Help'))).to_be_visible()
    await look('help')
    await close()
    await menu('Share')
    await expect(anna.button('Copy link')).to_be_visible()
    await look('share')
    await close()
    await row(anna, 8).locator('[data-text]').click(button='right')
    await page.get_by_role('menuitem', name=_('Answer in a thread'), exact=True).click()
    box = page.get_by_role('textbox', name=_('Answer in the thread'), exact=True)
    await box.fill('With **joy**')
    await box.press('Enter')
    await expect(page.locator('.thread [role=log] [data-seq]')).to_have_count(1)
    await look('thread')
    await page.locator('.thread').get_by_role('button', name=_('Formatting')).click()
    await page.locator('.thread').get_by_role('button', name=_('Poll')).click()
    await expect(page.get_by_role('dialog')).to_be_visible()
    await look('poll-in-a-thread')
    await close()
    await page.get_by_role('button', name=_('Close the thread')).click()
    await anna.enter(f'{room_id}-third')
    await page.keyboard.press('Control+k')
    await expect(page.locator('.switcher a').first).to_be_visible()
    await look('switcher')
    await close()
    for path in ('mentions', 'bookmarks', 'account'):
        await anna.open(f'/{path}')
        await look(path)
    assert not found, '\n'.join(found)


@pytest.mark.long
async def test_files_are_taken_out_and_polls_asked_answered_and_closed_with_keys_alone(
    people: People, room_id: str
) -> None:
    anna = await people('Anna', room_id)
    keys, page = anna.page.keyboard, anna.page
    await anna.button('Got it').press('Enter')
    await expect(anna.button('Got it')).to_be_hidden()
    await anna.button('Attach files').focus()
    async with page.expect_file_chooser() as chooser:
        await keys.press('Enter')
    await (await chooser.value).set_files([payload(name, 'text/plain', b'x') for name in ('a.txt', 'b.txt')])
    await expect(uploads(anna, 'uploaded')).to_have_count(2)
    await anna.box.focus()
    await keys.press('Shift+Tab')
    await keys.press('Enter')
    await expect(page.locator('.upload')).to_have_text(['a.txt1 kB'])
    await anna.box.focus()
    await keys.press('Shift+Tab')
    await keys.press('Enter')
    await expect(page.locator('.upload')).to_have_count(0)

    await anna.box.focus()
    await keys.type('/poll')
    await keys.press('Escape')  # the suggestion
    await keys.press('Enter')
    await expect(page.get_by_label('Question')).to_be_focused()
    for text in ('Tea?', 'yes', 'no'):
        await keys.type(text)
        await keys.press('Tab')
    await anna.button('Ask').focus()
    await keys.press('Enter')
    answers = row(anna, 1).locator('.answer')
    await expect(answers).to_have_count(2)
    await anna.box.focus()
    await page.locator('.feed').focus()
    await keys.press('ArrowUp')
    await expect(row(anna, 1)).to_be_focused()
    await keys.press('Tab')
    await keys.press('Tab')
    await keys.press('Enter')
    await expect(answers.locator('.answer-count')).to_have_text(['0', '1'])
    await expect(answers.last).to_be_focused()
    await keys.press('Tab')
    await keys.press('Enter')
    await expect(row(anna, 1)).to_contain_text('closed')
    await expect(row(anna, 1)).to_be_focused()
    await keys.press('Enter')
    await expect(page.get_by_role('menu')).to_be_focused()
    await keys.press('ArrowUp')
    await expect(page.get_by_role('menuitem', name='Remove message')).to_be_focused()
    await keys.press('ArrowDown')
    await expect(page.get_by_role('menuitem', name='Reply')).to_be_focused()
    for _n in range(6):
        await keys.press('ArrowDown')
    await expect(page.get_by_role('menuitem', name='Pin', exact=True)).to_be_focused()
    await keys.press('Enter')
    await expect(page.locator('.pins-button')).to_contain_text('1')
