"""Passkeys of accounts."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'

ID = sa.BigInteger().with_variant(sa.Integer, 'sqlite')


def upgrade() -> None:
    """From accounts that have a password alone."""
    op.create_table(
        'passkeys',
        sa.Column('id', sa.LargeBinary, primary_key=True),
        sa.Column('account', ID, sa.ForeignKey('accounts.id'), nullable=False, index=True),
        sa.Column('name', sa.Text, nullable=False),
        sa.Column('public_key', sa.LargeBinary, nullable=False),
        sa.Column('sign_count', sa.Integer, nullable=False),
        sa.Column('made', sa.BigInteger, nullable=False),
        sa.Column('used', sa.BigInteger),
    )
