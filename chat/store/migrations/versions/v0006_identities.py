"""Accounts that are signed in to by an OpenID provider."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'

ID = sa.BigInteger().with_variant(sa.Integer, 'sqlite')


def upgrade() -> None:
    """From accounts with passwords and passkeys."""
    op.create_table(
        'identities',
        sa.Column('issuer', sa.Text, primary_key=True),
        sa.Column('subject', sa.Text, primary_key=True),
        sa.Column('account', ID, sa.ForeignKey('accounts.id'), nullable=False, index=True),
        sa.Column('made', sa.BigInteger, nullable=False),
    )
