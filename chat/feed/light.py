"""Light elements: `ui.element` in a third of its memory, and made in a fifth of its time.

A page of NiceGUI is a tree of elements that the server keeps for as long as somebody looks at it. Most of what one
element takes is for what few of them need: collections that watch what is nested in them, and a property that can be
bound. A light element can do all that another can, with two exceptions: `visible` cannot be bound, and changing
something inside a prop (a list, say) does not tell the browser, while putting another in its place does.

What is used of NiceGUI's own elements beyond its documentation is named in ATTRIBUTES; tests/feed/test_light.py fails
loudly when a new version changes it, and light elements are made as all others then.
"""

import logging
import sys
import weakref
from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import Any, Final, Self, cast

from markupsafe import Markup
from nicegui import Client, ui
from nicegui.classes import Classes
from nicegui.element import TAG_PATTERN
from nicegui.props import Props
from nicegui.slot import Slot
from nicegui.style import Style

log = logging.getLogger('chat')

ATTRIBUTES: Final = frozenset(
    {
        '___visible',
        '_classes',
        '_client',
        '_deleted',
        '_event_listeners',
        '_markers',
        '_parent_slot',
        '_props',
        '_style',
        '_text',
        '_update_method',
        'default_slot',
        'id',
        'ignores_events_when_hidden',
        'slots',
        'tag',
    }
)
"""What every element of NiceGUI has."""

EMIT: Final = '(...args) => emit(...args)'  # what `on` takes for no handler in the browser


@cache
def is_as_known() -> bool:
    """Whether elements of this NiceGUI are made of what this module knows."""
    try:
        found = frozenset(vars(ui.context.client.layout))
    except AttributeError:
        found = frozenset()
    if found != ATTRIBUTES:
        log.warning('NiceGUI has changed, pages take more memory: %s', ', '.join(sorted(found ^ ATTRIBUTES)))
    return found == ATTRIBUTES


@lru_cache(maxsize=1_000)
def _words_in(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.split()))


@lru_cache(maxsize=1_000)
def _props_in(text: str) -> tuple[tuple[str, Any], ...]:
    return tuple(Props.parse(text).items())


class _Watched:
    """What all three collections of a light element are spared: they watch nothing but themselves."""

    __slots__ = ()
    _suspend_count = 0
    _observer_refs: Any = ()
    _change_handlers: Any = ()
    _parent_ref: Any = None
    last_modified = 0.0

    def _observe(self, data: Any) -> Any:
        return data

    def _unobserve(self, *items: Any) -> None:
        pass

    def _handle_change(self) -> None:
        self._update()  # type: ignore[attr-defined]


class LightClasses(_Watched, Classes['Light']):
    """As NiceGUI's."""

    __slots__ = ('_element',)

    def __init__(self, data: list[str], element: 'weakref.ref[Light]') -> None:
        list.__init__(self, data)
        self._element = element

    def __call__(
        self,
        add: str | None = None,
        *,
        remove: str | None = None,
        toggle: str | None = None,
        replace: str | None = None,
    ) -> 'Light':
        """As NiceGUI's."""
        if remove or toggle or replace is not None:
            return super().__call__(add, remove=remove, toggle=toggle, replace=replace)
        self.extend([word for word in _words_in(add or '') if word not in self])
        return self.element


class LightStyle(_Watched, Style['Light']):
    """As NiceGUI's."""

    __slots__ = ('_element',)

    def __init__(self, data: dict[str, str], element: 'weakref.ref[Light]') -> None:
        dict.__init__(self, data)
        self._element = element


class LightProps(_Watched, Props['Light']):
    """As NiceGUI's, without warnings of names that have changed."""

    __slots__ = ('_element',)
    _warnings: dict[str, str] = {}  # noqa: RUF012 (never written to)
    _renames: dict[str, str] = {}  # noqa: RUF012 (the same)

    def __init__(self, data: dict[str, Any], element: 'weakref.ref[Light]') -> None:
        dict.__init__(self, data)
        self._element = element

    def add_warning(self, prop: str, message: str) -> None:
        """Not heard."""

    def add_rename(self, prop: str, replacement: str) -> None:
        """Not heard."""

    def __call__(self, add: str | None = None, *, remove: str | None = None) -> 'Light':
        """As NiceGUI's."""
        if remove:
            return super().__call__(add, remove=remove)
        self.update({name: value for name, value in _props_in(add or '') if self.get(name) != value})
        return self.element


class Light(ui.element):
    """One element of a page."""

    _is_visible = True
    _markers: list[str] = []  # noqa: RUF012 (`mark` puts another in its place)
    _text: str | None = None
    _update_method: str | None = None
    _deleted = False
    _event_listeners: dict[str, Any] = {}  # noqa: RUF012 (`on` puts another in its place)
    _more_slots: dict[str, Slot] = {}  # noqa: RUF012 (`add_slot` puts another in its place)
    _style: Any = {}  # noqa: RUF012 (`style` puts another in its place)
    ignores_events_when_hidden = True

    def __init__(self, tag: str | None = None, text: str | None = None, **props: Any) -> None:
        """
        :param tag: of HTML or Quasar; the one of the component if not given
        :param text: what stands in it
        :param props: attributes of HTML, or props of Quasar
        """
        if not is_as_known():
            super().__init__(tag)
            self._text = text
            self._props.update(props)
            return
        slot = ui.context.slot
        client = slot.parent.client
        itself = weakref.ref(self)
        self._client = weakref.ref(client)
        self.id = client.next_element_id
        client.next_element_id += 1
        self.tag = tag or (self.component.tag if self.component else 'div')
        if not _is_tag(self.tag):
            raise ValueError(f'Invalid HTML tag: {self.tag}')
        self._classes = cast(Any, LightClasses(self._default_classes, itself))
        if self._default_style:
            self._style = cast(Any, LightStyle(self._default_style, itself))
        self._props = cast(Any, LightProps({**self._default_props, **props}, itself))
        if text is not None:
            self._text = text
        self.default_slot = self.add_slot('default')
        client.elements[self.id] = self
        slot.children.append(self)
        self._parent_slot = weakref.ref(slot)
        if _has_page(client):
            client.outbox.enqueue_update(self)
            client.outbox.enqueue_update(slot.parent)

    @property
    def slots(self) -> dict[str, Slot]:
        """Where other elements are put, by name; most have but one."""
        return {'default': self.default_slot, **self._more_slots}

    @slots.setter
    def slots(self, slots: dict[str, Slot]) -> None:
        self._more_slots = slots

    def add_slot(self, name: str, template: str | None = None) -> Slot:
        """As every element's."""
        slot = Slot(self, name, template)
        if name != 'default':
            self._more_slots = {**self._more_slots, name: slot}
        return slot

    @property
    def style(self) -> Any:
        """The style of the element; most have none."""
        if self._style is Light._style:
            self._style = cast(Any, LightStyle({}, weakref.ref(self)))
        return self._style

    def update(self) -> None:
        """Tell the browser, once it has the page at all."""
        client = self._client()
        if client is None or _has_page(client):
            super().update()

    @property
    def visible(self) -> bool:
        """Whether it is shown."""
        return self._is_visible

    @visible.setter
    def visible(self, is_visible: bool) -> None:
        if is_visible != self._is_visible:
            self._is_visible = is_visible
            self._handle_visibility_change(cast(Any, is_visible))

    def set_text(self, text: str) -> None:
        """Say something else."""
        self._text = text
        self.update()

    def _displayed_contents(self, *, only_visible: bool) -> list[Any]:
        inside = Markup(self._props.get('innerHTML', '')).striptags()  # noqa: S704 (only to read it)
        return [*super()._displayed_contents(only_visible=only_visible), self._text, inside]

    def on(self, type: str, *args: Any, js_handler: str = EMIT, **more: Any) -> Self:  # noqa: A002 (as in the class above)
        """As every element's."""
        if self._event_listeners is Light._event_listeners:
            self._event_listeners = {}
        return super().on(type, *args, js_handler=sys.intern(js_handler), **more)  # the same on all pages


def _has_page(client: Client) -> bool:
    """Whether the browser was sent the page; before that there is nothing to tell it."""
    return getattr(client, '_response_built', True)


@cache
def _is_tag(tag: str) -> bool:
    return TAG_PATTERN.match(tag) is not None


class _Html:
    """As NiceGUI's own `html`: `html.div('text', title='…')`."""

    def __getattr__(self, tag: str) -> Callable[..., Light]:
        return partial(Light, tag)


html: Final = _Html()
