"""Who follows which threads. A thread is a room, so that it needs no table of its own."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'


def upgrade() -> None:
    """From chats without threads."""
    op.create_table(
        'follows',
        sa.Column('room', sa.Text, primary_key=True),
        sa.Column('member', sa.Integer, primary_key=True, index=True),
        sa.Column('is_on', sa.Boolean, nullable=False),
    )
