"""The beginning: rooms, members, messages, read positions, sessions, and on SQLite the full-text index."""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer, 'sqlite')

# An index that holds no text of its own: triggers keep it in step, whatever deletes or changes a message.
FULL_TEXT = (
    """CREATE VIRTUAL TABLE messages_text USING fts5(text, content='messages', content_rowid='id', prefix='2 3',
       tokenize="unicode61 remove_diacritics 2")""",
    """CREATE TRIGGER messages_text_added AFTER INSERT ON messages BEGIN
       INSERT INTO messages_text (rowid, text) VALUES (new.id, new.text); END""",
    """CREATE TRIGGER messages_text_removed AFTER DELETE ON messages BEGIN
       INSERT INTO messages_text (messages_text, rowid, text) VALUES ('delete', old.id, old.text); END""",
    """CREATE TRIGGER messages_text_changed AFTER UPDATE OF text ON messages BEGIN
       INSERT INTO messages_text (messages_text, rowid, text) VALUES ('delete', old.id, old.text);
       INSERT INTO messages_text (rowid, text) VALUES (new.id, new.text); END""",
)


def upgrade() -> None:
    """From nothing."""
    op.create_table(
        'rooms',
        sa.Column('id', ID, primary_key=True),
        sa.Column('key', sa.Text, nullable=False, unique=True),
        sa.Column('name', sa.Text, nullable=False),
        sa.Column('last', sa.Integer, nullable=False),
    )
    op.create_table(
        'members',
        sa.Column('id', ID, primary_key=True),
        sa.Column('number', sa.Integer, nullable=False),
        sa.Column('name', sa.Text, nullable=False),
        sa.Column('key', sa.Text, nullable=False, index=True),
        sa.UniqueConstraint('number', 'name'),
    )
    op.create_table(
        'messages',
        sa.Column('id', ID, primary_key=True),
        sa.Column('room', ID, sa.ForeignKey('rooms.id'), nullable=False),
        sa.Column('seq', sa.Integer, nullable=False),
        sa.Column('author', ID, sa.ForeignKey('members.id'), nullable=False),
        sa.Column('text', sa.Text, nullable=False),
        sa.Column('at', sa.BigInteger, nullable=False),
        sa.Column('client_msg_id', sa.Text, nullable=False),
        sa.UniqueConstraint('room', 'seq'),
        sa.UniqueConstraint('room', 'client_msg_id'),
        sqlite_autoincrement=True,
    )
    op.create_index('messages_by_author', 'messages', ['author', 'id'])
    op.create_index('messages_by_time', 'messages', ['room', 'at'])
    op.create_table(
        'positions',
        sa.Column('member', sa.Integer, primary_key=True),
        sa.Column('room', sa.Text, primary_key=True),
        sa.Column('read', sa.Integer, nullable=False),
    )
    op.create_table(
        'sessions',
        sa.Column('id', sa.Text, primary_key=True),
        sa.Column('name', sa.Text, nullable=False),
        sa.Column('recent', sa.Text, nullable=False),
        sa.Column('language', sa.Text),
        sa.Column('theme', sa.Text),
        sa.Column('seen', sa.BigInteger, nullable=False),
    )
    op.create_table(
        'session_members',
        sa.Column('session', sa.Text, sa.ForeignKey('sessions.id', ondelete='CASCADE'), primary_key=True),
        sa.Column('place', sa.Integer, primary_key=True),
        sa.Column('member', ID, sa.ForeignKey('members.id'), nullable=False),
    )
    if op.get_bind().dialect.name == 'sqlite':
        for statement in FULL_TEXT:
            op.execute(statement)
