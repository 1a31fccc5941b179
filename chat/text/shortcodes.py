"""Emoji: those that are typed by name, and messages of nothing else."""

import re
from functools import cache
from typing import Final

FEW: Final = 6  # emoji of a message that are shown large
LONGEST: Final = 200  # characters of such a message: a family with its skin tones has ten
SHORTCODE: Final = re.compile(r':([a-z0-9_+-]{1,60}):(?!\w)')

# by the grammar of Unicode (UTS #51), wide enough for emoji to come: a library would know only those of its year
_SHOWN_AS_EMOJI: Final = (
    '\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be\u26c4'
    '\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797'
    '\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55\U0001f004\U0001f0cf\U0001f18e\U0001f191-\U0001f19a\U0001f200-\U0001f2ff'
    '\U0001f300-\U0001f64f\U0001f680-\U0001f6ff\U0001f7e0-\U0001f7ff\U0001f900-\U0001f9ff\U0001fa70-\U0001faff'
)
_TONE: Final = '[\U0001f3fb-\U0001f3ff]'
_TAGS: Final = '[\U000e0020-\U000e007e]{1,8}\U000e007f'
_ONE: Final = (
    f'(?:[{_SHOWN_AS_EMOJI}](?:\ufe0f|{_TONE})?(?:{_TAGS})?'
    f'|[\u00a9\u00ae\u203c-\u3299\U0001f170-\U0001f189\U0001f300-\U0001faff](?:\ufe0f|{_TONE}))'
)
_ONES: Final = f'{_ONE}(?:\u200d(?:{_ONE}|[\u2640\u2642\u2695-\u27a1\u2b1b]))*'
_EMOJI: Final = f'(?:[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|{_ONES})'
ONLY_EMOJI: Final = re.compile(rf'\s*(?:{_EMOJI}\s*){{1,{FEW}}}')


def emoji(name: str) -> str | None:
    """The emoji with this name, as in `:tada:`."""
    return _names().get(name)


def is_emoji_only(text: str) -> bool:
    """A message of one to `FEW` emoji and nothing else."""
    return len(text) <= LONGEST and not text.isascii() and bool(ONLY_EMOJI.fullmatch(text))


@cache
def _names() -> dict[str, str]:
    from emoji import EMOJI_DATA, STATUS  # on first use: 5 MB

    names: dict[str, str] = {}
    for char, data in EMOJI_DATA.items():
        if data['status'] <= STATUS['fully_qualified']:
            for name in (data['en'], *data.get('alias', ())):
                names.setdefault(name.strip(':').lower(), char)
    return names
