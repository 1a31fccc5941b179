"""The schema, its part about calling people: whom messages mention, and of what people want to be told."""

from typing import Final

from sqlalchemy import Boolean, Column, ForeignKey, Integer, Table, Text

from .schema import Moment, tables

# Who is called in messages.
mentions: Final = Table(
    'mentions',
    tables,
    Column('message', ForeignKey('messages.id', ondelete='CASCADE'), primary_key=True),
    Column('member', Integer, primary_key=True, index=True),  # a number; 0: all who were there
    Column('name', Text, nullable=False),  # as it stands in the text; empty for those who were there
)

# Of what somebody wants to be told, by room.
levels: Final = Table(
    'levels',
    tables,
    Column('member', Integer, primary_key=True),  # a number
    Column('room', Text, primary_key=True),  # a key
    Column('level', Text, nullable=False),
)

quiet: Final = Table(
    'quiet',
    tables,
    Column('member', Integer, primary_key=True),  # a number
    Column('has_sound', Boolean, nullable=False),
    Column('until', Moment),  # until when they do not want to be disturbed
)
