"""Accounts, the sessions that are signed in to them, and invitations to make one."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'

ID = sa.BigInteger().with_variant(sa.Integer, 'sqlite')


def upgrade() -> None:
    """From a chat of guests."""
    op.create_table(
        'accounts',
        sa.Column('id', ID, primary_key=True),
        sa.Column('member', ID, sa.ForeignKey('members.id'), nullable=False, unique=True),
        sa.Column('key', sa.Text, nullable=False, unique=True),
        sa.Column('password', sa.Text, nullable=False),
        sa.Column('is_admin', sa.Boolean, nullable=False),
        sa.Column('created', sa.BigInteger, nullable=False),
    )
    op.create_table(
        'invitations',
        sa.Column('key', sa.Text, primary_key=True),
        sa.Column('account', ID, sa.ForeignKey('accounts.id'), nullable=False),
        sa.Column('expires', sa.BigInteger, nullable=False),
    )
    op.add_column('sessions', sa.Column('account', ID))
    op.add_column('sessions', sa.Column('browser', sa.Text))
    op.add_column('sessions', sa.Column('since', sa.BigInteger))
    op.create_index('ix_sessions_account', 'sessions', ['account'])
