"""Makes a chat with a large room and a small one, as if people had talked there for years."""

import random
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, insert, select
from tqdm import tqdm

from chat.model.member import FIRST_NUMBER, Member
from chat.store.database import Folder, writing_engine
from chat.store.messages import Adding
from chat.store.schema import messages, rooms

BIG, SMALL = 'big', 'small'
AT_A_TIME: Final = 5000  # messages of one transaction
AUTHORS: Final = 300
YEARS: Final = 3
RARE: Final = 'киноварь'  # in one message of 50,000
START: Final = datetime(2023, 11, 1, tzinfo=UTC)

SYLLABLES: Final = (
    'ко ро ва мо ло ст на при вет по ка за но сть ди те ле фо ми ну та ри ба ло ше сы ни ча го ру',
    'be lo na tion er in ma ke ri der ta ble con ver sa ti on ho me wor king so me ti mes ne ver',
)


class Speech:
    """Words as languages have them: few of them often, most of them seldom (Zipf's law)."""

    def __init__(self) -> None:
        self._random = random.Random(7)
        made = {self._word(syllables.split()) for syllables in SYLLABLES for _ in range(20_000)}
        self.words = sorted(made)
        self._random.shuffle(self.words)
        self._weights = list(accumulate(1 / n for n in range(1, len(self.words) + 1)))

    def _word(self, syllables: list[str]) -> str:
        return ''.join(self._random.choices(syllables, k=self._random.randint(1, 4)))

    def text(self, n: int) -> str:
        """What somebody says."""
        words = self._random.choices(self.words, cum_weights=self._weights, k=self._random.randint(3, 20))
        return ' '.join([*words, RARE] if n % 50_000 == 25_000 else words)

    def author(self) -> int:
        """Who says it: some say much, most say little."""
        return min(int(self._random.expovariate(8 / AUTHORS)), AUTHORS - 1)


def make(data: Path, *, big: int, small: int) -> Speech:
    """Fill a data directory, unless it is filled already.

    :param big: messages of the large room
    :param small: messages of the small one
    """
    speech = Speech()
    folder = Folder(data)
    folder.open()
    engine = writing_engine(folder.database)
    with engine.connect() as connection:
        with connection.begin():
            is_made = connection.execute(select(rooms.c.last).where(rooms.c.key == BIG)).scalar() == big
        if not is_made:
            _fill(connection, BIG, big, speech)
            _fill(connection, SMALL, small, speech)
    engine.dispose()
    folder.close()
    return speech


def _fill(connection: Connection, room: str, count: int, speech: Speech) -> None:
    people = {Member(number=FIRST_NUMBER + n, name=f'Person {n}') for n in range(AUTHORS)}
    with connection.begin():
        authors = Adding().find_authors(connection, people)
        numbers = [authors[member] for member in sorted(people, key=lambda member: member.number)]
        given = connection.execute(insert(rooms).values(key=room, name=room, last=count)).inserted_primary_key
    pause = timedelta(days=365 * YEARS) / max(count, 1)
    with tqdm(desc=f'Making {room}', total=count, unit=' messages', unit_scale=True, disable=None) as bar:
        for first in range(1, count + 1, AT_A_TIME):
            seqs = range(first, min(first + AT_A_TIME, count + 1))
            rows = [
                {
                    'room': given[0] if given else None,
                    'seq': seq,
                    'author': numbers[speech.author()],
                    'text': speech.text(seq),
                    'at': START + seq * pause,
                    'client_msg_id': f'{room} {seq}',
                }
                for seq in seqs
            ]
            with connection.begin():
                connection.execute(insert(messages), rows)
            bar.update(len(seqs))
