"""The tests of the window where there can be none: skipped, and said so; failed where everything has to be tested."""

import importlib.util
import os
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

HERE: Final = Path(__file__).parent
PACKAGES: Final = {
    'webview': 'pip install pywebview[pyside6]',
    'PySide6': 'pip install pywebview[pyside6]',
    'playwright': 'pip install -r tests/requirements.txt',
}


def missing() -> str | None:
    """What these tests need and this machine does not have."""
    if platform.system() != 'Linux':
        return 'a window without a screen can only be tested on Linux'
    for package, remedy in PACKAGES.items():
        if importlib.util.find_spec(package) is None:
            return f'the tests of the window need {package}: {remedy}'
    return None


class Unavailable(pytest.Module):
    """A module of tests that cannot be run here."""

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        reason = str(missing())
        if os.environ.get('CI') and os.environ.get('CHAT_TEST_NATIVE') == '1':
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason, allow_module_level=True)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    if module_path.is_relative_to(HERE) and missing():
        module: pytest.Module = Unavailable.from_parent(parent, path=module_path)
        return module
    return None
