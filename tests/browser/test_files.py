"""Files between people with browsers: chosen, dropped, pasted, sent, seen large; and what is refused or interrupted."""

import base64
import os
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import FilePayload, Route, expect

from tests.browser.conftest import People
from tests.browser.person import DESK, PHONE, Person
from tests.browser.test_access import faults
from tests.pictures import picture, sound

DARK: dict[str, Any] = {**PHONE, 'color_scheme': 'dark'}
PNG, JPEG = 'image/png', 'image/jpeg'


async def shot(person: Person, name: str) -> None:
    if folder := os.environ.get('CHAT_SHOTS'):
        await person.page.screenshot(path=Path(folder) / f'{name}.png')


def payload(name: str, media_type: str, content: bytes) -> FilePayload:
    return {'name': name, 'mimeType': media_type, 'buffer': content}


async def choose_files(person: Person, *files: FilePayload) -> None:
    """With the paper clip."""
    async with person.page.expect_file_chooser() as chooser:
        await person.button('Attach files').click()
    await (await chooser.value).set_files([*files])


async def hand(person: Person, event: str, name: str, media_type: str, content: bytes) -> None:
    """Drag, drop or paste a file onto the page."""
    await person.page.evaluate(
        """([event, name, type, content]) => {
          const data = new DataTransfer();
          data.items.add(new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], name, { type }));
          const isPaste = event === 'paste';
          const target = isPaste ? document.querySelector('.composer textarea') : document.querySelector('.feed');
          const options = { bubbles: true, cancelable: true };
          target.dispatchEvent(isPaste ? new ClipboardEvent(event, { ...options, clipboardData: data })
                                       : new DragEvent(event, { ...options, dataTransfer: data }));
        }""",
        [event, name, media_type, base64.b64encode(content).decode()],
    )


def uploads(person: Person, status: str) -> Any:
    return person.page.locator(f'.upload[data-status={status}]')


@pytest.mark.parametrize(('looks', 'language'), [(DESK, 'en'), pytest.param(DARK, 'ru', marks=pytest.mark.long)])
async def test_files_are_chosen_dropped_and_pasted_and_seen_by_the_other(
    people: People, room_id: str, looks: dict[str, Any], language: str
) -> None:
    alice = await people('Alice', room_id, language=language, **looks)
    bob = await people('Bob', room_id, language=language, **looks)
    await choose_files(alice, payload('sea.jpg', JPEG, picture(1600, 1200, kind='JPEG', text='sea')))
    await expect(uploads(alice, 'uploaded')).to_have_count(1)
    await hand(alice, 'dragover', 'x.png', PNG, b'')
    await expect(alice.page.locator('.drop')).to_be_visible()
    await shot(alice, f'{language}-files-drop')
    await hand(alice, 'drop', 'hills.png', PNG, picture(900, 1200, colour='#16a34a', text='hills'))
    await expect(alice.page.locator('.drop')).to_be_hidden()
    await hand(alice, 'paste', 'image.png', PNG, picture(500, 300, colour='#db2777', text='shot'))
    await choose_files(
        alice, payload('звук.wav', 'audio/wav', sound()), payload('plan.pdf', 'application/pdf', b'%PDF-1')
    )
    await expect(uploads(alice, 'uploaded')).to_have_count(5)
    await shot(alice, f'{language}-files-chips')
    assert await faults(alice) == []
    await alice.box.fill('Our holidays')
    await alice.box.press('Enter')
    row = bob.page.locator('[role=log] [data-seq="1"]')
    await expect(row.locator('.picture img')).to_have_count(3)
    await expect(row.locator('audio')).to_have_count(1)
    await expect(row.locator('.card')).to_have_count(2)
    await expect(uploads(alice, 'uploaded')).to_have_count(0)
    await bob.waits(
        '[...document.querySelectorAll(".picture img")].every((img) => img.complete && img.naturalWidth > 0)'
    )
    await choose_files(bob, payload('answer.png', PNG, picture(1200, 500, colour='#7c3aed', text='answer')))
    await expect(uploads(bob, 'uploaded')).to_have_count(1)
    await bob.button('send').click()
    await expect(alice.page.locator('[role=log] [data-seq="2"] .picture img')).to_have_count(1)
    await shot(alice, f'{language}-files-alice')
    await shot(bob, f'{language}-files-bob')
    assert await faults(bob) == []

    await row.locator('.picture').nth(1).click()
    dialog = bob.page.get_by_role('dialog')
    await expect(dialog.locator('img')).to_have_attribute('alt', 'hills.png')
    await bob.waits('document.querySelector(".light img").naturalWidth === 900')
    await shot(bob, f'{language}-files-lightbox')
    assert await faults(bob) == []
    await bob.page.keyboard.press('ArrowRight')
    await expect(dialog.locator('img')).to_have_attribute('alt', 'image.png')
    await bob.page.keyboard.press('ArrowLeft')
    await bob.page.keyboard.press('ArrowLeft')
    await expect(dialog.locator('img')).to_have_attribute('alt', 'sea.jpg')
    async with bob.page.expect_download() as download:
        await dialog.get_by_role('link', name=bob.words('Save')).click()
    assert (await download.value).suggested_filename == 'sea.jpg'
    await bob.page.keyboard.press('Escape')
    await expect(dialog).to_be_hidden()


async def test_a_message_waits_for_its_files_and_one_can_be_taken_out_or_tried_again(
    people: People, room_id: str
) -> None:
    alice = await people('Alice', room_id)
    bob = await people('Bob', room_id)
    alice.expects_outages = True
    held: list[Route] = []
    await alice.page.route('**/files?*', lambda route: held.append(route))
    await choose_files(alice, payload('a.txt', 'text/plain', b'a'), payload('b.txt', 'text/plain', b'b'))
    await expect(uploads(alice, 'uploading')).to_have_count(2)
    await alice.say('with a file')
    await expect(alice.page.get_by_text(alice.words('This is sent as soon as its files are here.'))).to_be_visible()
    await alice.page.locator('.upload').filter(has_text='b.txt').get_by_role('button').click()
    await held[0].abort('connectionfailed')
    await expect(uploads(alice, 'failed')).to_have_count(1)
    await expect(
        alice.page.get_by_text(alice.words('A file could not be sent. Try again, or take it out.'))
    ).to_be_visible()
    await expect(alice.box).to_have_value('with a file')
    await shot(alice, 'files-failed')
    await alice.page.unroute('**/files?*')
    await alice.button('Try again').click()
    await expect(uploads(alice, 'uploaded')).to_have_count(1)
    await alice.box.press('Enter')
    await bob.sees('with a file')
    await expect(bob.page.locator('.card')).to_have_count(1)


async def test_what_is_too_large_is_said_so_and_the_text_stays(people: People, room_id: str) -> None:
    alice = await people('Alice', room_id)
    await alice.box.fill('a text')
    await alice.page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(25_000_001)], 'large.bin'));
          document.querySelector('.feed').dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer: data }));
        }"""
    )
    await expect(alice.page.get_by_text('A file has at most 25 MB here.')).to_be_visible()
    await expect(alice.page.locator('.upload')).to_have_count(0)
    await expect(alice.box).to_have_value('a text')
