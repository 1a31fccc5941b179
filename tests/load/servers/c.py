"""The floor: a loop of `send(2)` in C. Compiles floor.c into the folder it was started in and becomes that program.

Without a C compiler, or on a system without epoll, Python's floor stands in.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).with_name('floor.c')


def lacks() -> str:
    """Why the C loop cannot be had here; empty if it can."""
    if sys.platform != 'linux':
        return 'epoll is only on Linux'
    return '' if shutil.which('cc') else 'there is no C compiler `cc`'


def compiled(folder: Path) -> Path:
    """Compile the program into a folder."""
    program = folder / 'floor'
    subprocess.run(['cc', '-O2', '-Wall', '-Werror', '-o', str(program), str(SOURCE)], check=True)
    return program


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('--port', type=int, required=True)
    port = str(parser.parse_args().port)
    if lacks():
        os.execv(sys.executable, [sys.executable, '-m', 'tests.load.servers.floor', '--port', port])
    from .article import NEXT, NUMBER, TEXT, pattern  # not for those who only ask what it lacks

    os.execv(compiled(Path.cwd()), ['floor', port, str(NUMBER), str(NEXT), TEXT, pattern().decode()])
