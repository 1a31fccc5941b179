"""Where banned guests came from, links for a new password, and a way to find all reports."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'

ID = sa.BigInteger().with_variant(sa.Integer, 'sqlite')


def upgrade() -> None:
    """From bans that know members alone."""
    op.create_table(
        'bars',
        sa.Column('room', sa.Text, primary_key=True),
        sa.Column('place', sa.Text, primary_key=True),
        sa.Column('number', sa.Integer, primary_key=True),
        sa.Column('name', sa.Text, primary_key=True),
        sa.Column('banned_until', sa.BigInteger),
        sa.Column('muted_until', sa.BigInteger),
    )
    op.create_table(
        'resets',
        sa.Column('key', sa.Text, primary_key=True),
        sa.Column('account', ID, sa.ForeignKey('accounts.id'), nullable=False, unique=True),
        sa.Column('expires', sa.BigInteger, nullable=False),
    )
    op.create_index('deeds_by_what', 'deeds', ['what', 'id'])
