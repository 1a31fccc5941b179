"""What Alembic runs: the migrations, on the connection that chat/store/database.py hands over."""

from alembic import context

from chat.store.schema import tables

context.configure(connection=context.config.attributes['connection'], target_metadata=tables, render_as_batch=True)
context.run_migrations()
