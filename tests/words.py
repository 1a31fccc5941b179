"""The catalogues: `python -m tests.words` gathers the sentences of the code, renews every .po and compiles it."""

from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from chat.settings import Settings

CHAT: Final = Path(__file__).parent.parent / 'chat'
KEYWORDS: Final = {
    '_': None,
    'self': None,
    'words': None,
    '_words': None,
    'many': (1, 2),
}  # Words is called, or asked for .many


def sentences() -> Catalog:
    """Every sentence in the code that is given to Words."""
    catalogue = Catalog()
    for file, line, message, _comments, _context in extract_from_dir(CHAT, [('**.py', 'python')], keywords=KEYWORDS):
        catalogue.add(message, locations=[(Path(file).as_posix(), line)])
    for field in Settings.model_fields.values():  # what they are for is shown to administrators
        catalogue.add(str(field.description), locations=[('chat/settings.py', 0)])
    return catalogue


def catalogues() -> dict[str, Path]:
    """The .po file of each language."""
    return {path.parts[-3]: path for path in sorted(CHAT.glob('locales/*/LC_MESSAGES/chat.po'))}


def read(path: Path) -> Catalog:
    """The catalogue in a .po file."""
    with path.open('rb') as file:
        return read_po(file, locale=path.parts[-3])


def compiled(catalogue: Catalog) -> bytes:
    """The .mo file of a catalogue."""
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def main() -> None:
    """Renew all catalogues."""
    for path in catalogues().values():
        catalogue = read(path)
        catalogue.update(sentences(), no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        catalogue.header_comment = '# The words of the chat. After a change: python -m tests.words'
        catalogue.version = catalogue.last_translator = catalogue.msgid_bugs_address = 'chat'
        with path.open('wb') as file:
            write_po(file, catalogue, sort_output=True, no_location=True, omit_header=False, width=120)
        path.with_suffix('.mo').write_bytes(compiled(read(path)))


if __name__ == '__main__':
    main()
