"""How an older database becomes one of today: Alembic's migrations, run at the start."""
