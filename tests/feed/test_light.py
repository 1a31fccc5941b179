"""Light elements are what NiceGUI's own are, in less memory."""

import pytest
from nicegui import ui
from nicegui.testing import User

from chat.feed import light
from chat.feed.light import Light, html


@pytest.fixture(autouse=True)
async def _page(user: User) -> None:
    await user.open('/')


async def test_elements_are_made_of_what_light_ones_are_made_of(user: User) -> None:
    """Red when a new version of NiceGUI changes that: read its `Element.__init__` then."""
    with user:
        assert frozenset(vars(ui.element('div'))) == light.ATTRIBUTES
        assert light.is_as_known()
    assert '_response_built' in vars(user.client)


def dressed(element: ui.element) -> ui.element:
    """Everything that a page does with an element."""
    element.classes('one two').classes('two three', remove='one').classes(toggle='four').classes(replace='five six')
    element.style('color: red; margin: 0').style(remove='margin: 0')
    element.props('flat title="a word" rows=3').props('round', remove='flat')
    element.props['label'] = 'b'
    element.props.update(dense=True)
    element.mark('a b')
    element.on('click', lambda: None, js_handler='() => emit()')
    element.set_visibility(False)
    with element:
        ui.element('span')
    with element.add_slot('append'):
        ui.element('i')
    return element


@pytest.mark.parametrize('is_known', [True, False])
async def test_the_browser_is_told_the_same(user: User, monkeypatch: pytest.MonkeyPatch, is_known: bool) -> None:
    monkeypatch.setattr(light, 'is_as_known', lambda: is_known)
    with user:
        own, other = dressed(Light('q-btn')), dressed(ui.element('q-btn'))
        told, others = own._to_dict(), other._to_dict()
        assert html.div('text', title='t')._to_dict() == {'tag': 'div', 'text': 'text', 'props': {'title': 't'}}
    assert told['events'] != others['events'], 'a listener has a name of its own'
    for each in (told, others):
        del each['events'][0]['listener_id'], each['children'], each['slots']
    assert told == others
    assert own._markers == other._markers
    assert not own.visible
    assert own.is_ignoring_events


async def test_what_changes_is_told(user: User) -> None:
    with user:
        element, other = Light('div'), Light('div')
    updates = element.client.outbox.updates
    for change in (
        lambda: element.classes('a'),
        lambda: element.style('color: red'),
        lambda: element.props('title=a'),
        lambda: element.props.update(title='b'),
        lambda: element.props.pop('title'),
        lambda: element.set_visibility(False),
        lambda: element.on('click', print),
    ):
        updates.clear()
        change()
        assert element.id in updates
        assert other.id not in updates
    updates.clear()
    element.classes('a')
    element.set_visibility(False)
    assert element.id not in updates, 'nothing changed'


async def test_nothing_is_shared_by_two(user: User) -> None:
    with user:
        one, other = Light('div'), Light('div')
        one.classes('a').style('color: red').props('title=a').mark('m').on('click', print).set_visibility(False)
        with one:
            inside = Light('i')
    fresh = Light.__dict__
    assert other._to_dict() == {'tag': 'div'}
    assert not (other._markers or other._event_listeners or fresh['_event_listeners'] or fresh['_markers'])
    assert other.visible
    one.delete()
    assert one.is_deleted
    assert inside.is_deleted
    assert not other.is_deleted


async def test_a_name_that_is_no_tag_is_refused(user: User) -> None:
    with user, pytest.raises(ValueError, match='tag'):
        Light('a b')
