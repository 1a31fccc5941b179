"""The real address of whoever asks: what is counted when something is limited by address."""

from ipaddress import IPv6Address, ip_address, ip_network

from starlette.types import Scope

UNKNOWN = 'unknown'


def client_address(scope: Scope) -> str:
    """The address that a request or socket came from, as limits count it.

    IPv6 counts by /64, which is what one household or server is given; an IPv4 address in IPv6's clothes is IPv4.
    What proxies say has been heard by then, if they are trusted (see proxies.py).
    """
    return address_of((scope.get('client') or ('', 0))[0])


def address_of(host: str) -> str:
    """The same of a host as a connection has it."""
    try:
        address = ip_address(host.partition('%')[0])
    except ValueError:
        return UNKNOWN
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((address, 64), strict=False))
