"""The texts that are sent: each bears its number and the moment at which it was written."""

import random
import re
import string
import time
from typing import Final

MARK: Final = re.compile(rb'load-(\d+)-(\d+)-')
WORDS: Final = 14  # about 90 characters

_random = random.Random(7)  # the same in each run, but no two texts alike: compression must have something to do
_words = [''.join(_random.choices(string.ascii_lowercase, k=_random.randint(2, 9))) for _ in range(3000)]


def text(number: int, words: int = WORDS) -> str:
    """A text to be sent now."""
    return f'load-{number}-{time.perf_counter_ns()}- {" ".join(_random.choices(_words, k=words))}'
