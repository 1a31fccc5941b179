"""From where somebody comes: the one place where an address is read."""

from starlette.types import Scope


def client_address(scope: Scope) -> str:
    """The address of the other end, empty if there is none."""
    client = scope.get('client')
    return str(client[0]) if client else ''
