"""What members have added to messages: reactions, votes and pins."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, and_, select

from ..model.member import Member
from .amending import IS_THERE
from .erasure import rows_of
from .schema import DELETED, messages, pins, reactions, rooms
from .schema_more import poll_answers, votes


def added_by(connection: Connection, people: Sequence[Member]) -> dict[str, list[dict[str, Any]]]:
    """All of it, by kind, the oldest first: to which message of which room, what, and when."""
    chosen = and_(poll_answers.c.message == votes.c.message, poll_answers.c.place == votes.c.place)
    found = {
        'reactions': (reactions, select(reactions.c.emoji)),
        'votes': (votes, select(poll_answers.c.text.label('answer')).join_from(votes, poll_answers, chosen)),
        'pins': (pins, select()),
    }
    told: dict[str, list[dict[str, Any]]] = {}
    for kind, (table, what) in found.items():
        rows = what.add_columns(rooms.c.name.label('room'), messages.c.seq, table.c.at)
        rows = rows.join(messages, table.c.message == messages.c.id).join(rooms, messages.c.room == rooms.c.id)
        rows = rows.where(table.c.member.in_(rows_of(people)), IS_THERE, ~rooms.c.key.startswith(DELETED))
        told[kind] = [dict(row) for row in connection.execute(rows.order_by(table.c.at)).mappings()]
    return told
