"""Settings: each has a default and a reason, and can be found where people look for it."""

import os
import re
from typing import Final

import pytest
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from chat import Settings
from chat.start import options
from tests import forking
from tests.server import ROOT

FIELDS: Final = Settings.model_fields
ROW: Final = re.compile(
    r'^\| `--(?P<option>[a-z-]+)` \| `(?P<variable>CHAT_[A-Z_]+)` \| (?P<default>[^|]+) \| (?P<reason>[^|]+) \|$'
)
TOGETHER: Final = ('tls_cert', 'tls_key')
SOME: Final[dict[str, object]] = {
    'allow_origin': ['null'],
    'trusted_proxies': ['10.0.0.0/8'],
}  # of what has no default to be tried with
ANYTHING: Final = {
    'host',
    'data',
    'oidc_issuer',
    'oidc_client_id',
    'oidc_client_secret',
}  # any text may be one
WORDS: Final = {'none': [], 'no': False, 'yes': True}


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith('CHAT_')]:
        monkeypatch.delenv(name)


@pytest.fixture(scope='module')
def help_text() -> str:
    """What `--help` prints on a wide terminal."""
    run = forking.run('--help', environment={'COLUMNS': '400'})
    assert run.returncode == 0
    assert run.stderr == ''
    return run.stdout


@pytest.fixture(scope='module')
def readme() -> dict[str, tuple[str, object]]:
    """The table of settings in README.md: variable and default of each option."""
    rows = map(ROW.match, (ROOT / 'README.md').read_text(encoding='utf-8').splitlines())
    return {row['option']: (row['variable'], default_of(row['default'])) for row in rows if row}


def default_of(cell: str) -> object:
    """`` `8005` `` or a word for what has no value."""
    text = cell.strip().strip('`')
    return WORDS.get(text.lower(), text)


def option_of(name: str) -> str:
    return name.replace('_', '-')


@pytest.mark.parametrize(('name', 'field'), FIELDS.items(), ids=list(FIELDS))
class TestEverySetting:
    def test_has_a_default(self, name: str, field: FieldInfo) -> None:
        assert not field.is_required()

    def test_has_a_description_that_starts_in_the_middle_of_a_sentence(self, name: str, field: FieldInfo) -> None:
        assert field.description
        assert len(field.description) > 10
        assert field.description[0].islower()
        assert field.description[-1] != '.'

    def test_is_an_option_that_help_explains(self, name: str, field: FieldInfo, help_text: str) -> None:
        found = re.search(rf'^  --{option_of(name)}\b(?!-).*(\n {{10,}}.*)?', help_text, re.MULTILINE)
        assert found
        assert str(field.description) in found[0]
        assert '(default: ' in found[0]

    def test_is_documented_with_its_option_its_variable_and_its_default(
        self, name: str, field: FieldInfo, readme: dict[str, tuple[str, object]]
    ) -> None:
        assert option_of(name) in readme, 'README.md has no row for it in its table of settings'
        variable, default = readme[option_of(name)]
        assert variable == f'CHAT_{name.upper()}'
        assert default in (field.default, str(field.default)) or not (default or field.default)

    def test_can_be_given_by_a_variable(self, name: str, field: FieldInfo, monkeypatch: pytest.MonkeyPatch) -> None:
        value = SOME.get(name, field.default)
        if name in TOGETHER:
            value = ROOT / 'main.py'
            for each in TOGETHER:
                monkeypatch.setenv(f'CHAT_{each.upper()}', str(value))
        monkeypatch.setenv(f'CHAT_{name.upper()}', str(value[0] if isinstance(value, list) and value else value))
        assert getattr(options([]), name) == value


@pytest.mark.parametrize('name', [name for name in FIELDS if name not in ANYTHING])
def test_a_value_that_makes_no_sense_is_refused_in_one_line(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f'CHAT_{name.upper()}', '' if FIELDS[name].annotation is str else 'nonsense')
    with pytest.raises(SystemExit) as refusal:
        options([])
    assert str(refusal.value).startswith(f'--{option_of(name)} (CHAT_{name.upper()}): ')
    assert '\n' not in str(refusal.value)


def test_the_readme_has_no_row_for_a_setting_that_does_not_exist(readme: dict[str, tuple[str, object]]) -> None:
    assert set(readme) == set(map(option_of, FIELDS))


def test_help_speaks_of_text_and_numbers_and_not_of_types_of_python(help_text: str) -> None:
    assert not re.search(r'\b(str|int|float|bool|list|None|False|True|NoDecode)\b|\[\]', help_text)
    assert '--port NUMBER' in help_text
    assert '--title TEXT' in help_text
    assert '--language {en,ru}' in help_text


def test_help_names_the_variables(help_text: str) -> None:
    assert 'environment variable' in help_text
    assert 'CHAT_MAX_ROOMS' in help_text


def test_an_option_outweighs_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('CHAT_PORT', '81')
    assert options(['--port', '80']).port == 80
    assert options([]).port == 81


def test_a_variable_can_be_switched_off_by_an_option(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('CHAT_SHOW', 'true')
    assert options([]).show
    assert not options(['--no-show']).show


def test_origins_are_given_one_after_the_other_or_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    both = ['https://a.example', 'http://b.example:81']
    assert options(['--allow-origin', both[0], '--allow-origin', both[1]]).allow_origin == both
    assert options(['--allow-origin', ','.join(both)]).allow_origin == both
    monkeypatch.setenv('CHAT_ALLOW_ORIGIN', f' {both[0]} , {both[1]},')
    assert options([]).allow_origin == both


def test_local_files_are_an_origin() -> None:
    assert options(['--allow-origin', 'null']).allow_origin == ['null']


@pytest.mark.parametrize('origin', ['example.com', '*', 'ftp://example.com', '//example.com', 'https'])
def test_what_is_no_origin_is_refused(origin: str) -> None:
    with pytest.raises(ValidationError):
        Settings(allow_origin=[origin])
    with pytest.raises(SystemExit, match=r'^--allow-origin \(CHAT_ALLOW_ORIGIN\): .+ is not an origin'):
        options(['--allow-origin', 'https://example.com', '--allow-origin', origin])


def test_an_option_is_not_guessed_from_its_beginning(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        options(['--max', '5'])
    assert capsys.readouterr().err == 'Unrecognized arguments: --max 5. See python main.py --help.\n'


@pytest.mark.parametrize('issuer', ['accounts.example.com', 'http://accounts.example.com', 'https://', 'https://a?b'])
def test_what_is_no_issuer_is_refused(issuer: str) -> None:
    with pytest.raises(SystemExit, match=r'^--oidc-issuer \(CHAT_OIDC_ISSUER\): .+ is not an address'):
        options(['--oidc-issuer', issuer, '--oidc-client-id', 'chat'])


def test_a_provider_needs_a_client_too() -> None:
    for only in (['--oidc-issuer', 'https://a.example'], ['--oidc-client-id', 'chat']):
        with pytest.raises(SystemExit, match=r'^an OpenID provider needs both'):
            options(only)


def test_the_secret_is_neither_shown_nor_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('CHAT_OIDC_CLIENT_SECRET', 'hush-hush')
    settings = options([])
    assert settings.oidc_client_secret.get_secret_value() == 'hush-hush'
    assert 'hush' not in f'{settings} {settings!r}'
    run = forking.run('--help', environment={'CHAT_OIDC_CLIENT_SECRET': 'hush-hush'})
    assert run.returncode == 0
    assert 'hush' not in run.stdout
