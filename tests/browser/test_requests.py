"""Requests: what a page asks for, and of whom. Nobody but this server learns that somebody is here."""

from urllib.parse import urlsplit

from tests.browser.conftest import People
from tests.browser.person import PHONE


async def test_no_page_asks_another_host_for_anything(people: People, room_id: str) -> None:
    for options in ({}, PHONE):
        anna = await people('Anna', fresh=True, **options)  # a cold cache: everything is asked for
        await anna.join(room_id)
        await anna.say(
            'https://example.org/picture.png', '![](https://example.org/x.png) 🎉', '<img src=//example.org/>'
        )
        await anna.waits('eyes.rows.length === 3 && eyes.pending === 0')
        await anna.button('Room menu').click()
        await anna.page.get_by_text('Share').filter(visible=True).last.click()
        await anna.button('Copy link').wait_for()
        assert anna.hosts == {urlsplit(anna.url).netloc}
        room_id += '-2'


async def test_a_request_to_another_host_would_be_noticed(people: People) -> None:
    """The negative control of the test above."""
    anna = await people('Anna')
    await anna.open('/')
    await anna.page.evaluate("fetch('http://example.org/').catch(() => 'as it should be')")
    assert 'Content Security Policy' in anna.complaints[0]  # it stops what can be stopped
    anna.complaints.clear()
    await anna.page.goto('about:blank')  # which has no policy
    await anna.page.evaluate("fetch('http://example.org/').catch(() => 'as it should be')")
    assert anna.hosts == {urlsplit(anna.url).netloc, 'example.org'}
    assert 'example.org' in anna.complaints[0]
    await anna.page.goto(anna.url)
    anna.complaints.clear()
