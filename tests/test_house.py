"""The house keeps its own rules: small modules, little browser code, commands that are there."""

import ast
import re
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent.parent
CHAT: Final = HERE / 'chat'


def test_no_module_is_longer_than_320_lines() -> None:
    modules = [HERE / 'main.py', *CHAT.rglob('*.py'), *(HERE / 'tests').rglob('*.py')]
    assert len(modules) > 40
    assert not [path for path in modules if len(path.read_text('utf-8').splitlines()) > 320]


def test_browser_code_is_small_and_begins_with_what_it_is() -> None:
    scripts = list(CHAT.rglob('*.js'))
    assert scripts
    assert sum(len(path.read_text('utf-8').splitlines()) for path in scripts) < 800
    assert all(path.read_text('utf-8').startswith('// ') for path in scripts)
    assert all(path.with_suffix('.py').exists() for path in scripts), 'each is the part of a Python element'


def test_no_markup_is_written_outside_python() -> None:
    assert not [path for path in HERE.glob('chat/**/*') if path.suffix in {'.html', '.jinja2', '.vue', '.css', '.ts'}]


def test_every_module_says_first_what_it_is() -> None:
    for path in CHAT.rglob('*.py'):
        assert ast.get_docstring(ast.parse(path.read_text('utf-8'))), path


def test_ui_and_app_are_used_where_the_house_allows_it() -> None:
    allowed = {'pages', 'feed', 'build.py', 'start.py', 'window.py'}
    for path in CHAT.rglob('*.py'):
        uses = re.findall(r'^from nicegui import (.+)$', path.read_text('utf-8'), re.MULTILINE)
        names = {name.strip() for line in uses for name in line.split(',')}
        if path.relative_to(CHAT).parts[0] not in allowed:
            forbidden = {'ui', 'app', 'html', 'Client'} - ({'Client'} if path.parent.name == 'guard' else set())
            assert not names & forbidden, path
        if path.relative_to(CHAT).parts[0] == 'model':
            assert names <= {'Event'}, path


def test_every_page_is_one_as_the_site_wants_it() -> None:
    assert [path.name for path in CHAT.rglob('*.py') if 'ui.page(' in path.read_text('utf-8')] == ['site.py']


def test_no_browser_code_names_an_address() -> None:
    for path in CHAT.rglob('*.js'):
        assert not re.search(r'https?://|//[a-z]+\.[a-z]', path.read_text('utf-8')), path


def test_the_readme_has_both_commands_in_one_line_each() -> None:
    readme = (HERE / 'README.md').read_text('utf-8')
    for mark, ending in (('start', 'python main.py'), ('test', 'python -m pytest')):
        found = re.search(rf'<!-- {mark} -->\n```sh\n(.+)\n```', readme)
        assert found and found[1].endswith(ending)


def test_packages_that_tests_need_do_not_burden_those_who_only_start_it() -> None:
    runtime = (HERE / 'requirements.txt').read_text('utf-8')
    assert 'nicegui[native]' in runtime
    assert not re.search('playwright|hypothesis|ruff|mypy', runtime)
