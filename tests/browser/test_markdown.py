"""Markdown in Chromium: it is shown, the code is copied, a spoiler opens by key, wide tables scroll, nothing runs."""

from playwright.async_api import expect

from tests.browser.conftest import People
from tests.browser.person import PHONE

CODE = 'for n in range(3):\n    print(n, "<b>")'
TYPED = f'**bold**, ||so||\n```python\n{CODE}\n```'
WIDE = '|' + '|'.join(f'column {n}' for n in range(12)) + '|\n' + '|-' * 12 + '|\n' + '|long_word' * 12 + '|'
EVIL = (
    '**<img src=x onerror=window.ran=1>** [x](javascript:window.ran=1) ||<svg onload=window.ran=1>|| '
    '`<script>window.ran=1</script>`'
)


async def test_what_is_typed_as_markdown(people: People, room_id: str) -> None:
    alice = await people('Alice', room_id, fresh=True, permissions=['clipboard-read', 'clipboard-write'])
    bob = await people('Bob', room_id, fresh=True, **PHONE)
    for text in (TYPED, '🎉', WIDE, EVIL):
        await alice.box.fill(text)
        await alice.box.press('Enter')
    await alice.waits('eyes.pending === 0 && eyes.rows.length === 4')
    await bob.waits('eyes.rows.length === 4')
    first, large, wide, evil = (bob.page.locator(f'[data-seq="{n}"]') for n in range(1, 5))

    await expect(first.locator('strong')).to_have_text('bold')
    await expect(first.locator('.k').first).to_have_text('for')
    size = 'element => parseFloat(getComputedStyle(element).fontSize)'
    assert await large.locator('[data-text]').evaluate(size) > 2 * await first.locator('p').first.evaluate(size)

    spoiler = first.locator('.spoiler')
    await expect(spoiler.locator('span')).to_be_hidden()
    box = first.get_by_role('checkbox', name='Hidden text')
    for key, is_seen in (('Enter', True), ('Space', False), ('Enter', True)):
        await box.press(key)
        await expect(spoiler.locator('span')).to_be_visible(visible=is_seen)
    await spoiler.tap()
    await expect(spoiler.locator('span')).to_be_hidden()

    assert await wide.locator('.table').evaluate('table => { table.scrollLeft = 50; return table.scrollLeft }') > 0
    assert await bob.page.evaluate(
        'document.documentElement.scrollWidth <= innerWidth && eyes.box.scrollWidth <= innerWidth'
    )
    await expect(evil.locator('strong')).to_have_text('<img src=x onerror=window.ran=1>')
    assert await bob.page.evaluate('window.ran') is None

    await alice.page.get_by_role('button', name='Copy code').click()
    await expect(alice.page.get_by_text('The code is copied.')).to_be_visible()
    assert await alice.page.evaluate('navigator.clipboard.readText()') == CODE
    await alice.page.locator('[data-seq="1"]').focus()
    await alice.page.keyboard.press('Enter')
    await alice.page.get_by_role('menuitem', name='Copy text').click()
    await expect(alice.page.get_by_text('The text is copied.')).to_be_visible()
    assert await alice.page.evaluate('navigator.clipboard.readText()') == TYPED
