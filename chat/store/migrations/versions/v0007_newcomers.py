"""Bars that spare those who were there before, and browsers in which somebody has signed out."""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'


def upgrade() -> None:
    """From bars that are for all guests and no accounts."""
    op.add_column('bars', sa.Column('since', sa.BigInteger))
    op.add_column('bars', sa.Column('after', sa.Integer, nullable=False, server_default='0'))
    op.add_column('sessions', sa.Column('has_signed_out', sa.Boolean, nullable=False, server_default='0'))
