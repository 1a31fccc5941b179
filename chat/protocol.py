"""The protocol: what uvicorn speaks on each connection, `ui.run(http='chat.protocol:Http')`."""

from typing import Any

from .feed.wire import Wire
from .guard.requests import BoundedHttp


class Http(BoundedHttp):
    """uvicorn's HTTP with limits, upgrading to `Wire`. `ui.run` fixes `ws=` but hands `http=` on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ws_protocol_class = Wire
