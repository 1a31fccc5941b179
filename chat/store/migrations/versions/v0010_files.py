"""Files: what is in them, once each, and where they were sent."""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'

ID = sa.BigInteger().with_variant(sa.Integer, 'sqlite')


def upgrade() -> None:
    """From messages of text alone."""
    op.create_table(
        'files',
        sa.Column('digest', sa.Text, primary_key=True),
        sa.Column('size', sa.BigInteger, nullable=False),
        sa.Column('kind', sa.Text, nullable=False),
        sa.Column('media_type', sa.Text, nullable=False),
        sa.Column('width', sa.Integer, nullable=False),
        sa.Column('height', sa.Integer, nullable=False),
        sa.Column('thumbnail', sa.Text, nullable=False),
        sa.Column('thumbnail_size', sa.BigInteger, nullable=False),
    )
    op.create_table(
        'attachments',
        sa.Column('id', sa.Text, primary_key=True),
        sa.Column('file', sa.Text, sa.ForeignKey('files.digest'), nullable=False, index=True),
        sa.Column('name', sa.Text, nullable=False),
        sa.Column('at', sa.BigInteger, nullable=False),
        sa.Column('room', sa.Text),
        sa.Column('member', ID, sa.ForeignKey('members.id'), index=True),
        sa.Column('message', ID, sa.ForeignKey('messages.id', ondelete='CASCADE'), index=True),
        sa.Column('place', sa.Integer, nullable=False),
        sa.Column('until', sa.BigInteger, index=True),
    )
