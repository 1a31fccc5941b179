"""The protocol: what uvicorn speaks on each connection, `ui.run(http='chat.protocol:Http')`."""

import logging
from typing import Any

from .guard.requests import BoundedHttp

try:
    from .feed.socket import Socket
except ImportError as error:  # everything works without it, only more slowly
    logging.getLogger('chat').warning('uvicorn has changed, pages are told more slowly: %s', error)
    Socket = None  # type: ignore[assignment, misc]


class Http(BoundedHttp):
    """uvicorn's HTTP with limits, upgrading to `Socket`. `ui.run` fixes `ws=` but hands `http=` on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if Socket is not None:
            self.ws_protocol_class = Socket
