"""The hooks that are no documented part of the framework are what they were. When this fails, look at framework.py."""

import asyncio
import inspect

from engineio.async_server import AsyncServer
from engineio.async_socket import AsyncSocket
from engineio.base_socket import BaseSocket
from engineio.packet import Packet
from fastapi import Request
from nicegui import Client, client, core, event_listener, helpers, json, observables, outbox, ui
from nicegui.testing import User
from socketio import AsyncServer as SocketServer

from chat.guard import framework
from chat.guard.backlog import PACKETS, SIZE, Backlog
from tests.patience import eventually


def parameters(function: object) -> list[str]:
    return list(inspect.signature(function).parameters)  # type: ignore[arg-type]


def test_socket_io_hears_of_engine_io_by_these_three() -> None:
    assert parameters(core.sio._handle_eio_connect) == ['eio_sid', 'environ']
    assert parameters(core.sio._handle_eio_message) == ['eio_sid', 'data']
    assert parameters(core.sio._handle_eio_disconnect) == ['eio_sid', 'reason']
    fresh = SocketServer(async_mode='asgi')
    assert fresh.eio.handlers == {
        'connect': fresh._handle_eio_connect,
        'message': fresh._handle_eio_message,
        'disconnect': fresh._handle_eio_disconnect,
    }


def test_everything_is_sent_through_one_function_and_waits_in_one_queue() -> None:
    assert parameters(AsyncServer.send_packet) == ['self', 'sid', 'pkt']
    assert 'self.send_packet(' in inspect.getsource(AsyncServer.send)
    assert 'self.queue = self.server.create_queue()' in inspect.getsource(BaseSocket.__init__)


def test_a_session_can_be_ended_without_waiting() -> None:
    assert parameters(AsyncSocket.close) == ['self', 'wait', 'abort', 'reason']


def test_messages_are_handled_one_after_the_other_so_that_waiting_slows_the_reading() -> None:
    assert core.sio.eio.async_handlers is False


def test_a_session_that_is_not_there_is_on_no_page() -> None:
    assert not framework.is_on('unknown', 'unknown')
    assert not framework.is_behind('unknown')


async def test_a_session_is_on_the_page_in_whose_room_it_is() -> None:
    manager = core.sio.manager
    name = await manager.connect('session', '/')
    await manager.enter_room(name, '/', 'page')
    assert framework.is_on('session', 'page')
    assert not framework.is_on('session', 'another')
    await manager.disconnect(name, '/')
    assert not framework.is_on('session', 'page')


async def test_a_page_knows_who_listens(user: User) -> None:
    await user.open('/')
    client = user.client
    assert isinstance(client, Client)
    assert framework.page(client.id) is client
    [button] = user.find(marker='join').elements
    assert isinstance(button, ui.button)
    [listener] = [each for each in button._event_listeners.values() if each.type == 'click']
    assert framework.listens(client, button.id, listener.id)
    assert not framework.listens(client, button.id, 'unknown')
    assert not framework.listens(client, 10**9, listener.id)
    assert client.request.scope['chat.session_id']
    assert len(client.outbox.messages) < 1000
    assert framework.is_page_path('/')
    assert framework.is_page_path('/rooms/7')
    assert not framework.is_page_path('/rooms/7/8')
    assert not framework.is_page_path('/healthz')


async def test_a_backlog_knows_how_much_waits() -> None:
    backlog = Backlog()
    for _ in range(2):
        backlog.put_nowait(Packet(4, 'x' * (SIZE // 2)))
        assert not backlog.is_too_long
    backlog.put_nowait(Packet(2))
    assert not backlog.is_too_long
    backlog.put_nowait(Packet(4, 'x'))
    assert backlog.is_too_long
    await backlog.get()
    assert not backlog.is_too_long
    backlog.put_nowait(None)
    for _ in range(PACKETS):
        backlog.put_nowait(Packet(2))
    assert backlog.is_too_long


def test_whether_a_method_expects_arguments_is_asked_once_and_answered_as_the_framework_does() -> None:
    class Elements:
        def of_nobody(self, *rest: object, at: int = 0) -> None: ...

        def of_somebody(self, event: object) -> None: ...

    framework.ask_methods_once()
    asked = helpers.functions.expects_arguments  # the framework's own
    assert helpers.expects_arguments is not asked
    for _ in range(2):
        for function in (Elements().of_nobody, Elements().of_somebody, Elements.of_somebody, len, lambda: 0):
            assert helpers.expects_arguments(function) == asked(function)
    assert 'helpers.expects_arguments(' in inspect.getsource(observables.ObservableCollection.__init__)


async def test_a_page_is_escaped_as_the_framework_does_it() -> None:
    framework.escape_pages_quickly()
    table = client.HTML_ESCAPE_TABLE
    said = vars(client)['json'].dumps({'a': ['<&amp;>`$`', 'Ж', '&lt;']})
    assert said == json.dumps({'a': ['<&amp;>`$`', 'Ж', '&lt;']})
    assert said.translate(table) == str.translate(said, table) != said
    assert 'elements.translate(HTML_ESCAPE_TABLE)' in inspect.getsource(Client.build_response)


async def test_a_page_does_not_keep_how_it_was_answered(user: User) -> None:
    await user.open('/')
    request = user.client.request  # type: ignore[union-attr]
    assert vars(Request({'type': 'http'})).keys() <= vars(request).keys()
    assert request._send is request._receive is framework._nowhere


async def test_what_waits_for_news_of_a_page_is_woken_when_the_page_goes(user: User) -> None:
    assert inspect.getsource(outbox.Outbox).count('wait_for(') == 1
    await user.open('/')
    page = user.client
    assert page
    name = f'outbox loop {page.id}'

    def waits() -> bool:
        return any(task.get_name() == name for task in asyncio.all_tasks())

    assert waits()
    page.delete()
    await eventually(lambda: not waits())


async def test_each_listener_has_a_name_of_its_own(user: User) -> None:
    assert 'self.id = str(uuid.uuid4())' in inspect.getsource(event_listener.EventListener)
    await user.open('/')
    assert user.client
    names = [name for element in user.client.elements.values() for name in element._event_listeners]
    assert len({*names}) == len(names) > 1
    assert all(name.isdecimal() for name in names)
