"""Doors of rooms, what rooms remember of people, invitations to rooms, and who did what."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'

ID = sa.BigInteger().with_variant(sa.Integer, 'sqlite')


def upgrade() -> None:
    """From rooms that are all open."""
    op.create_table(
        'doors',
        sa.Column('room', sa.Text, primary_key=True),
        sa.Column('kind', sa.Text, nullable=False),
        sa.Column('is_locked', sa.Boolean, nullable=False),
        sa.Column('is_read_only', sa.Boolean, nullable=False),
        sa.Column('slow_mode', sa.Integer, nullable=False),
        sa.Column('password', sa.Text),
    )
    op.create_table(
        'standings',
        sa.Column('room', sa.Text, primary_key=True),
        sa.Column('member', sa.Integer, primary_key=True),
        sa.Column('name', sa.Text, nullable=False),
        sa.Column('role', sa.Integer, nullable=False),
        sa.Column('is_let_in', sa.Boolean, nullable=False),
        sa.Column('muted_until', sa.BigInteger),
        sa.Column('banned_until', sa.BigInteger),
    )
    op.create_table(
        'passes',
        sa.Column('key', sa.Text, primary_key=True),
        sa.Column('room', sa.Text, nullable=False, index=True),
        sa.Column('room_name', sa.Text, nullable=False),
        sa.Column('expires', sa.BigInteger, nullable=False),
        sa.Column('left', sa.Integer),
    )
    op.create_table(
        'deeds',
        sa.Column('id', ID, primary_key=True),
        sa.Column('room', sa.Text, nullable=False),
        sa.Column('at', sa.BigInteger, nullable=False),
        sa.Column('number', sa.Integer, nullable=False),
        sa.Column('name', sa.Text, nullable=False),
        sa.Column('what', sa.Text, nullable=False),
        sa.Column('whom', sa.Text, nullable=False),
        sa.Column('seq', sa.Integer),
        sa.Column('detail', sa.Text, nullable=False),
    )
    op.create_index('deeds_by_room', 'deeds', ['room', 'id'])
