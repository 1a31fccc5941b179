"""Alice and Bob, who share a room; Carol, who is in another; Ivan, who speaks the plain dialect."""

from typing import Final

from chat.model.member import FIRST_NUMBER, Member

ALICE: Final = Member(number=FIRST_NUMBER, name='Alice')
BOB: Final = Member(number=FIRST_NUMBER + 1, name='Bob')
CAROL: Final = Member(number=FIRST_NUMBER + 2, name='Carol')
IVAN: Final = Member(number=5, name='Иван')
