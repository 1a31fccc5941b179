"""What is changed of what was said: edits, removals that can be undone, reactions, pins; and what answers what."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'

ID = sa.BigInteger().with_variant(sa.Integer, 'sqlite')


def upgrade() -> None:
    """From messages that stay as they are."""
    op.add_column('messages', sa.Column('edited', sa.BigInteger))
    op.add_column('messages', sa.Column('reply_to', sa.Integer))
    op.create_index(
        'messages_by_origin', 'messages', ['room', 'reply_to'], sqlite_where=sa.text('reply_to IS NOT NULL')
    )
    op.create_table(
        'versions',
        sa.Column('id', ID, primary_key=True),
        sa.Column('message', ID, sa.ForeignKey('messages.id', ondelete='CASCADE'), nullable=False, index=True),
        sa.Column('text', sa.Text, nullable=False),
        sa.Column('at', sa.BigInteger, nullable=False),
        sa.Column('until', sa.BigInteger, index=True),
    )
    op.create_table(
        'reactions',
        sa.Column('message', ID, sa.ForeignKey('messages.id', ondelete='CASCADE'), primary_key=True),
        sa.Column('emoji', sa.Text, primary_key=True),
        sa.Column('member', ID, sa.ForeignKey('members.id'), primary_key=True, index=True),
        sa.Column('at', sa.BigInteger, nullable=False),
    )
    op.create_table(
        'pins',
        sa.Column('message', ID, sa.ForeignKey('messages.id', ondelete='CASCADE'), primary_key=True),
        sa.Column('member', ID, sa.ForeignKey('members.id'), nullable=False, index=True),
        sa.Column('at', sa.BigInteger, nullable=False),
    )
