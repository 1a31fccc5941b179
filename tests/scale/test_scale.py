"""The benchmark of large rooms in small: it runs, and it has a figure for everything. Nothing is timed here."""

import pytest

from tests.scale.__main__ import main


@pytest.mark.long
def test_the_report_has_a_figure_for_everything(capsys: pytest.CaptureFixture[str]) -> None:
    main(['--messages', '26000', '--repeats', '1', '--posts', '500'])
    said = capsys.readouterr().out
    for what in (
        'start big',
        'first open big CPU',
        'open small',
        'page big',
        'search: rare word',
        'unread big',
        'post alone',
    ):
        assert f'\n{what}' in said
    assert said.count('met  ') + said.count('NOT MET') == 5
