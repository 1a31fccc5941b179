"""Whom messages mention, and of what people want to be told."""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'

ID = sa.BigInteger().with_variant(sa.Integer, 'sqlite')


def upgrade() -> None:
    """From texts in which nobody was called: those that are there call nobody."""
    op.create_table(
        'mentions',
        sa.Column('message', ID, sa.ForeignKey('messages.id', ondelete='CASCADE'), primary_key=True),
        sa.Column('member', sa.Integer, primary_key=True, index=True),
        sa.Column('name', sa.Text, nullable=False),
    )
    op.create_table(
        'levels',
        sa.Column('member', sa.Integer, primary_key=True),
        sa.Column('room', sa.Text, primary_key=True),
        sa.Column('level', sa.Text, nullable=False),
    )
    op.create_table(
        'quiet',
        sa.Column('member', sa.Integer, primary_key=True),
        sa.Column('has_sound', sa.Boolean, nullable=False),
        sa.Column('until', sa.BigInteger),
    )
