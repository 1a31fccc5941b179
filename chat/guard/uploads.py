"""Uploads, as the guard tells them from other requests: their bodies may be large, and take their time to come."""

import re
from typing import Final

PATH: Final = re.compile(r'/rooms/[^/]+/files/?')  # below whatever prefix
PACE: Final = (
    64 * 1024
)  # bytes that have to come in every 20 seconds: whoever sends less keeps a connection for nothing


def is_upload(method: str, path: str) -> bool:
    """Whether a request brings a file.

    :param path: without its query
    """
    return method == 'POST' and PATH.search(path) is not None and path.rstrip('/').endswith('/files')
