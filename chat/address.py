"""Addresses: where this chat can be reached, for people on this machine and on the local network."""

import socket
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

ANYWHERE: Final = frozenset({'0.0.0.0', '::', ''})
LOOPBACK: Final = frozenset({'127.0.0.1', 'localhost', '::1'})


def lan_address() -> str | None:
    """This machine's address on the local network, if it is on one. Nothing is sent to find out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(('192.0.2.1', 9))  # an address for documentation (RFC 5737): only the route is looked up
            address = str(probe.getsockname()[0])
        except OSError:
            return None
    return None if address.startswith('127.') or address in ANYWHERE else address


def url(host: str, port: int, path: str = '', *, secure: bool = False) -> str:
    """A link to `path` on that host."""
    host = f'[{host}]' if ':' in host else host
    scheme, usual = ('https', 443) if secure else ('http', 80)
    return f'{scheme}://{host}{"" if port == usual else f":{port}"}{path}'


def is_public(host: str) -> bool:
    """Whether the whole world can reach an address: it is no private one, and no name."""
    try:
        return ip_address(host).is_global
    except ValueError:
        return False


def shareable(base_url: str, bound_to: str) -> str:
    """The start of a link that works for others, from the start of the address that one's own browser shows.

    :param base_url: such as `http://localhost:8005`
    :param bound_to: the host that the server listens on
    """
    parts = urlsplit(base_url)
    if parts.hostname not in LOOPBACK or bound_to not in ANYWHERE or (lan := lan_address()) is None:
        return base_url.rstrip('/')
    return f'{parts.scheme}://{lan}' + (f':{parts.port}' if parts.port else '') + parts.path.rstrip('/')
