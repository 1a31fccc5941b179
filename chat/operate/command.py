"""The operators' commands: `python main.py backup FILE`, `restore FILE`, `export ROOM`."""

import argparse
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Final, NoReturn

from ..errors import Unusable
from ..store.database import NAME, private
from . import archive

PROGRAM: Final = 'python main.py'
COMMANDS: Final = ('backup', 'restore', 'export')


def run(arguments: list[str]) -> int:
    """Do what a command line says.

    :param arguments: beginning with one of `COMMANDS`
    :return: the exit code
    """
    given = _parser().parse_args(arguments)
    try:
        return int(given.run(given) or 0)
    except Unusable as error:
        sys.stderr.write(f'{error}\n')
        return 1
    except KeyboardInterrupt:
        sys.stderr.write('\nStopped. Nothing was written.\n')
        return 130


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f'{message[:1].upper()}{message[1:]}. See {self.prog} --help.\n')


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog=PROGRAM)
    commands = parser.add_subparsers(required=True, metavar='COMMAND')
    folder = _Parser(add_help=False)
    folder.add_argument(
        '--data', type=Path, default=Path(os.environ.get('CHAT_DATA') or 'data'), help='directory of the chat'
    )
    one = commands.add_parser('backup', parents=[folder], help='write all that is kept into one file')
    one.add_argument('file', type=Path, help='the archive to be made; it holds the key that signs cookies')
    one.add_argument('--force', action='store_true', help='replace a file that is there')
    one.set_defaults(run=_backup)
    one = commands.add_parser('restore', parents=[folder], help='bring a backup back where there is no chat yet')
    one.add_argument('file', type=Path, help='an archive that backup made')
    one.set_defaults(run=_restore)
    one = commands.add_parser('export', parents=[folder], help='write a room as a file that people can read')
    one.add_argument('room', help='its ID')
    one.add_argument('--format', choices=['html', 'json', 'markdown'], default='html', help='of the file')
    one.add_argument('--output', default='', metavar='FILE', help='name of the file; - writes to the terminal')
    one.add_argument('--language', choices=['en', 'ru'], default='en', help='of the words around the messages')
    one.add_argument('--files', action='store_true', help='write the files of its messages into a folder beside it')
    one.set_defaults(run=_export)
    return parser


def _backup(given: argparse.Namespace) -> None:
    kept = archive.backup(given.data, given.file, replace=given.force)
    _say(f'{given.file}: {_counts(kept)}. It holds the key that signs cookies: keep it private.')


def _restore(given: argparse.Namespace) -> None:
    kept = archive.restore(given.file, given.data)
    _say(f'{given.data}: {_counts(kept)}, as of {kept.taken}.')


def _counts(kept: archive.Kept) -> str:
    return ', '.join(f'{kept.counts[name]:,} {name}' for name in ('messages', 'rooms', 'members', 'sessions'))


def _export(given: argparse.Namespace) -> None:
    from . import export  # on first use: it brings the looks along
    from .enclosed import Enclosed

    database = given.data / NAME
    if not database.exists():
        raise Unusable(f'There is no chat in {given.data}. Name its directory with --data.')
    if given.output == '-' and given.files:
        raise Unusable('Files are written beside a file. Name one with --output.')
    if given.output == '-':
        export.export(database, given.room, given.format, sys.stdout, language=given.language)
        return
    name = re.sub(r'[^\w-]', '_', given.room) or 'room'
    target = Path(given.output or f'{name}.{export.ENDINGS[given.format]}')
    beside = target.with_name(f'{target.stem}-files')
    if given.files and beside.exists():
        raise Unusable(f'{beside} is there already. Choose another name with --output.')
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f'.{target.name}-') as folder:
            new, files = Path(folder) / 'export', Path(folder) / 'files'
            enclosed = Enclosed(given.data, files if given.files else None, beside.name)
            with open(new, 'w', encoding='utf-8', newline='\n', opener=private) as out:
                count = export.export(
                    database, given.room, given.format, out, language=given.language, enclosed=enclosed
                )
            if files.exists():
                files.replace(beside)
            new.replace(target)
    except OSError as error:
        raise Unusable(f'Cannot write {target}: {error.strerror}.') from None
    _say(f'{target}: {count:,} messages.')


def _say(news: str) -> None:
    sys.stdout.write(f'{news}\n')
