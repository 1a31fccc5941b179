"""Names of files: what can be shown, saved anywhere and put into a header."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.errors import MessageEmpty
from chat.file_errors import TooManyFiles
from chat.model.file import FILES, NAME_LIMIT, clean_file_name
from chat.model.message import Draft, gist


@pytest.mark.parametrize(
    ('raw', 'clean'),
    [
        ('photo.jpg', 'photo.jpg'),
        ('Отчёт за май.pdf', 'Отчёт за май.pdf'),
        ('../../etc/passwd', 'passwd'),
        (r'C:\Users\a\b.txt', 'b.txt'),
        ('gpj.\u202eexe.scr', 'gpj.exe.scr'),
        ('a\r\nSet-Cookie: x=1.txt', 'a Set-Cookie_ x=1.txt'),
        ('a\x00b\x7f.txt', 'ab.txt'),
        ('"><script>.png', '___script_.png'),
        ('CON', '_CON'),
        ('nul.txt', '_nul.txt'),
        ('console.txt', 'console.txt'),
        ('...', 'file'),
        ('', 'file'),
        ('/', 'file'),
        ('\u200b\u2066', 'file'),
        ('.htaccess', 'htaccess'),
        ('name. ', 'name'),
        ('x' * 300 + '.jpeg', 'x' * (NAME_LIMIT - 5) + '.jpeg'),
        ('x.' + 'y' * 300, 'x.' + 'y' * (NAME_LIMIT - 2)),
    ],
)
def test_a_name_is_cleaned(raw: str, clean: str) -> None:
    assert clean_file_name(raw) == clean


@given(st.text(max_size=400))
def test_whatever_it_was_a_clean_name_harms_nobody(raw: str) -> None:
    name = clean_file_name(raw)
    assert 0 < len(name) <= NAME_LIMIT
    assert not set(name) & set('/\\<>:"|?*\r\n\0')
    assert not any(unicodedata.category(c) in {'Cc', 'Cf', 'Cs'} for c in name)
    assert name == name.strip('. ')
    assert clean_file_name(name) == name


def test_a_message_with_files_may_be_without_text_and_no_other_may() -> None:
    assert Draft(text=' \n', files=('a',)).checked().text == ''
    with pytest.raises(MessageEmpty):
        Draft(text=' ').checked()
    with pytest.raises(TooManyFiles):
        Draft(text='x', files=('a',) * (FILES + 1)).checked()


def test_where_only_a_text_can_stand_files_are_named() -> None:
    assert gist('', ['a.png', 'b.pdf']) == '📎 a.png, 📎 b.pdf'
    assert gist('a caption', ['a.png']) == 'a caption'
