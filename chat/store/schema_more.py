"""The schema, continued: topics of rooms, bookmarks, and polls. See schema.py."""

from typing import Final

from sqlalchemy import Boolean, Column, ForeignKey, Integer, Table, Text

from .schema import Moment, tables

topics: Final = Table(
    'topics',
    tables,
    Column('room', Text, primary_key=True),  # a key: one may say what a room is for before anything is said in it
    Column('text', Text, nullable=False),
)

bookmarks: Final = Table(
    'bookmarks',
    tables,
    Column('member', Integer, primary_key=True),  # a number
    Column('message', ForeignKey('messages.id', ondelete='CASCADE'), primary_key=True, index=True),
    Column('at', Moment, nullable=False),
)

# A message with a row here is a poll; its text is the question.
polls: Final = Table(
    'polls',
    tables,
    Column('message', ForeignKey('messages.id', ondelete='CASCADE'), primary_key=True),
    Column('is_many', Boolean, nullable=False),
    Column('is_anonymous', Boolean, nullable=False),
    Column('until', Moment),  # when it is, or was, closed
)

poll_answers: Final = Table(
    'poll_answers',
    tables,
    Column('message', ForeignKey('polls.message', ondelete='CASCADE'), primary_key=True),
    Column('place', Integer, primary_key=True),
    Column('text', Text, nullable=False),
)

votes: Final = Table(
    'votes',
    tables,
    Column('message', ForeignKey('polls.message', ondelete='CASCADE'), primary_key=True),
    Column('place', Integer, primary_key=True),
    Column('member', ForeignKey('members.id'), primary_key=True, index=True),
    Column('at', Moment, nullable=False),
)
