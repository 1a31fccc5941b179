"""This chat, which on SIGUSR1 gives back what memory it does not need, and says what it holds: for the soak.

`python -m tests.load.servers.trimmed FILE [options]` writes to FILE how many objects of each kind there are.
"""

import ctypes
import gc
import json
import os
import runpy
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Final

from . import ROOT

KINDS: Final = 300  # of which there are most


def main() -> None:
    """Become the chat."""
    file = Path(sys.argv.pop(1))
    sys.path.insert(0, str(ROOT))
    sys.argv[0] = str(ROOT / 'main.py')
    if sys.platform == 'linux':
        signal.signal(signal.SIGUSR1, lambda *_: _trim(file))
    runpy.run_path(sys.argv[0], run_name='__main__')


def _trim(file: Path) -> None:
    gc.collect()
    trim = getattr(ctypes.CDLL(None), 'malloc_trim', None)  # only where the C library is glibc
    if trim:
        trim(0)
    kinds = Counter(f'{type(each).__module__}.{type(each).__qualname__}' for each in gc.get_objects())
    fresh = file.with_suffix('.new')
    fresh.write_text(json.dumps(dict(kinds.most_common(KINDS))))
    os.replace(fresh, file)  # noqa: PTH105 (whoever reads it finds the old one or the new one, whole)


if __name__ == '__main__':
    main()
