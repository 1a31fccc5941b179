"""The schema: what the migrations make is what the tables say."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from chat.store import migrations
from chat.store.database import NEWEST, migrate, writing_engine
from chat.store.schema import tables
from chat.store.schema_more import topics


def is_ours(thing: object, name: str | None, kind: str, reflected: bool, compared_to: object) -> bool:
    return not (kind == 'table' and name is not None and name.startswith('messages_text'))


def test_the_migrations_lead_to_the_tables(tmp_path: Path) -> None:
    assert topics.metadata is tables, 'both halves of the schema are compared'
    migrate(tmp_path / 'chat.db')
    engine = writing_engine(tmp_path / 'chat.db')
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={'include_object': is_ours})
        assert compare_metadata(context, tables) == []
    engine.dispose()


def test_the_newest_version_is_the_last_migration() -> None:
    config = Config()
    config.set_main_option('script_location', str(Path(migrations.__file__).parent))
    script = ScriptDirectory.from_config(config)
    assert script.get_heads() == [NEWEST]
    files = {path.stem for path in (Path(migrations.__file__).parent / 'versions').glob('v*.py')}
    assert {Path(revision.path).stem for revision in script.walk_revisions()} == files
    assert [revision.revision for revision in script.walk_revisions()] == sorted(
        (revision.revision for revision in script.walk_revisions()), reverse=True
    ), 'versions sort as they follow each other: the start compares them as texts'
