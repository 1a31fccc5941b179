"""Topics of rooms, bookmarks, polls, and who knows the hints of a first visit."""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'

ID = sa.BigInteger().with_variant(sa.Integer, 'sqlite')


def upgrade() -> None:
    """From messages that are told only where they stand, and are no questions."""
    op.add_column('sessions', sa.Column('knows_hints', sa.Boolean, nullable=False, server_default='0'))
    op.create_table('topics', sa.Column('room', sa.Text, primary_key=True), sa.Column('text', sa.Text, nullable=False))
    op.create_table(
        'bookmarks',
        sa.Column('member', sa.Integer, primary_key=True),
        sa.Column('message', ID, sa.ForeignKey('messages.id', ondelete='CASCADE'), primary_key=True, index=True),
        sa.Column('at', sa.BigInteger, nullable=False),
    )
    op.create_table(
        'polls',
        sa.Column('message', ID, sa.ForeignKey('messages.id', ondelete='CASCADE'), primary_key=True),
        sa.Column('is_many', sa.Boolean, nullable=False),
        sa.Column('is_anonymous', sa.Boolean, nullable=False),
        sa.Column('until', sa.BigInteger),
    )
    op.create_table(
        'poll_answers',
        sa.Column('message', ID, sa.ForeignKey('polls.message', ondelete='CASCADE'), primary_key=True),
        sa.Column('place', sa.Integer, primary_key=True),
        sa.Column('text', sa.Text, nullable=False),
    )
    op.create_table(
        'votes',
        sa.Column('message', ID, sa.ForeignKey('polls.message', ondelete='CASCADE'), primary_key=True),
        sa.Column('place', sa.Integer, primary_key=True),
        sa.Column('member', ID, sa.ForeignKey('members.id'), primary_key=True, index=True),
        sa.Column('at', sa.BigInteger, nullable=False),
    )
