"""The full text index over the entries, which the database itself keeps.

SQLite's table cannot be altered without losing its triggers: a migration that changes searching_entry must make them
again.
"""

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE searching_index USING fts5(
        folded_title, folded_keys, folded_about, folded_body, kind,
        content = 'searching_entry', content_rowid = 'id', tokenize = 'ascii', prefix = '2 3'
    )""",
    """CREATE TRIGGER searching_entry_added AFTER INSERT ON searching_entry BEGIN
        INSERT INTO searching_index (rowid, folded_title, folded_keys, folded_about, folded_body, kind)
        VALUES (new.id, new.folded_title, new.folded_keys, new.folded_about, new.folded_body, new.kind);
    END""",
    """CREATE TRIGGER searching_entry_gone AFTER DELETE ON searching_entry BEGIN
        INSERT INTO searching_index (searching_index, rowid, folded_title, folded_keys, folded_about, folded_body, kind)
        VALUES ('delete', old.id, old.folded_title, old.folded_keys, old.folded_about, old.folded_body, old.kind);
    END""",
    """CREATE TRIGGER searching_entry_changed AFTER UPDATE ON searching_entry BEGIN
        INSERT INTO searching_index (searching_index, rowid, folded_title, folded_keys, folded_about, folded_body, kind)
        VALUES ('delete', old.id, old.folded_title, old.folded_keys, old.folded_about, old.folded_body, old.kind);
        INSERT INTO searching_index (rowid, folded_title, folded_keys, folded_about, folded_body, kind)
        VALUES (new.id, new.folded_title, new.folded_keys, new.folded_about, new.folded_body, new.kind);
    END""",
]
POSTGRESQL = [
    """ALTER TABLE searching_entry ADD COLUMN document tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', folded_title), 'A') || setweight(to_tsvector('simple', folded_keys), 'B')
        || setweight(to_tsvector('simple', folded_about), 'C') || setweight(to_tsvector('simple', folded_body), 'D')
    ) STORED""",
    "CREATE INDEX searching_entry_document ON searching_entry USING gin (document)",
]


def make(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE searching_entry DROP COLUMN document")
        return
    for name in ("added", "gone", "changed"):
        schema_editor.execute(f"DROP TRIGGER searching_entry_{name}")
    schema_editor.execute("DROP TABLE searching_index")


class Migration(migrations.Migration):
    dependencies = [("searching", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
