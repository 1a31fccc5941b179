"""Browsers are called as people call them."""

import pytest

from chat.identity.browsers import browser_of

WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)'


@pytest.mark.parametrize(
    ('user_agent', 'name'),
    [
        ('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox, Linux'),
        (f'Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/140.0.0.0 Safari/537.36', 'Chrome, Windows'),
        (f'Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0', 'Edge, Windows'),
        (f'Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/140.0 Mobile Safari/537.36', 'Chrome, Android'),
        (f'Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/138.0 YaBrowser/25.8 Safari/537.36', 'Yandex, Windows'),
        ('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18 Safari/605', 'Safari, macOS'),
        (
            'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Mobile Safari/604.1',
            'Safari, iPhone',
        ),
        ('curl/8.5.0', ''),
        ('', ''),
        ('x' * 100_000 + 'Firefox/1 Linux', ''),
        ('<script>alert(1)</script> Linux', 'Linux'),
    ],
)
def test_what_a_browser_says_of_itself(user_agent: str, name: str) -> None:
    assert browser_of(user_agent) == name
