"""Browsers: what kind one is, as far as it says, so that people know their devices again."""

import re
from typing import Final

# The first that is found counts: most browsers also bear the names of those they descend from.
KINDS: Final = {
    'Edge': 'Edg(e|A|iOS)?/',
    'Opera': 'OPR/|Opera',
    'Yandex': 'YaBrowser/',
    'Samsung Internet': 'SamsungBrowser/',
    'Firefox': 'Firefox/|FxiOS/',
    'Chrome': '(Headless)?Chrom(e|ium)/|CriOS/',
    'Safari': 'Safari/',
}
SYSTEMS: Final = {
    'Android': 'Android',
    'iPhone': 'iPhone',
    'iPad': 'iPad',
    'Windows': 'Windows',
    'macOS': 'Macintosh|Mac OS X',
    'ChromeOS': 'CrOS',
    'Linux': 'Linux',
}
LOOKED_AT: Final = 500  # characters


def browser_of(user_agent: str) -> str:
    """`Firefox, Linux`; empty for one that says nothing of the kind."""
    told = user_agent[:LOOKED_AT]
    found = (next((name for name, sign in each.items() if re.search(sign, told)), '') for each in (KINDS, SYSTEMS))
    return ', '.join(part for part in found if part)
