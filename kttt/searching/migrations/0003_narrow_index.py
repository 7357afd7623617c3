"""What a search of all things of one kind reads lies close together.

PostgreSQL has no index-only scan over GIN: each hit costs a visit to its row, and an entry's row is wide. So the
tsvector moves out of searching_entry into a narrow table of its own, kept by triggers that work once a statement. On
SQLite an index leads from the hits to the things without a look at the entries.
"""

from django.db import migrations

POSTGRESQL = [
    """CREATE TABLE searching_index (
        entry_id bigint PRIMARY KEY, kind varchar(20) NOT NULL, object_id bigint NOT NULL, day date,
        document tsvector NOT NULL
    )""",
    """CREATE FUNCTION searching_document(searching_entry) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
        SELECT setweight(to_tsvector('simple', $1.folded_title), 'A')
            || setweight(to_tsvector('simple', $1.folded_keys), 'B')
            || setweight(to_tsvector('simple', $1.folded_about), 'C')
            || setweight(to_tsvector('simple', $1.folded_body), 'D')
    $$""",
    """CREATE FUNCTION searching_entry_followed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'TRUNCATE' THEN
            TRUNCATE searching_index;
            RETURN NULL;
        END IF;
        IF TG_OP <> 'INSERT' THEN
            DELETE FROM searching_index WHERE entry_id IN (SELECT id FROM gone);
        END IF;
        IF TG_OP <> 'DELETE' THEN
            INSERT INTO searching_index (entry_id, kind, object_id, day, document)
            SELECT id, kind, object_id, day, searching_document(made) FROM made;
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER searching_entry_added AFTER INSERT ON searching_entry
        REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION searching_entry_followed()""",
    """CREATE TRIGGER searching_entry_gone AFTER DELETE ON searching_entry
        REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION searching_entry_followed()""",
    """CREATE TRIGGER searching_entry_changed AFTER UPDATE ON searching_entry
        REFERENCING OLD TABLE AS gone NEW TABLE AS made FOR EACH STATEMENT
        EXECUTE FUNCTION searching_entry_followed()""",
    """CREATE TRIGGER searching_entry_emptied AFTER TRUNCATE ON searching_entry
        FOR EACH STATEMENT EXECUTE FUNCTION searching_entry_followed()""",
    """INSERT INTO searching_index (entry_id, kind, object_id, day, document)
        SELECT id, kind, object_id, day, document FROM searching_entry""",
    "DROP INDEX searching_entry_document",
    "ALTER TABLE searching_entry DROP COLUMN document",
    "CREATE INDEX searching_index_document ON searching_index USING gin (document)",
]
BACK_ON_POSTGRESQL = [
    "DROP TRIGGER searching_entry_added ON searching_entry",
    "DROP TRIGGER searching_entry_gone ON searching_entry",
    "DROP TRIGGER searching_entry_changed ON searching_entry",
    "DROP TRIGGER searching_entry_emptied ON searching_entry",
    "DROP FUNCTION searching_entry_followed()",
    "DROP FUNCTION searching_document(searching_entry)",
    "DROP TABLE searching_index",
    """ALTER TABLE searching_entry ADD COLUMN document tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', folded_title), 'A') || setweight(to_tsvector('simple', folded_keys), 'B')
        || setweight(to_tsvector('simple', folded_about), 'C') || setweight(to_tsvector('simple', folded_body), 'D')
    ) STORED""",
    "CREATE INDEX searching_entry_document ON searching_entry USING gin (document)",
]
SQLITE = ["CREATE INDEX searching_entry_thing ON searching_entry (id, object_id)"]
BACK_ON_SQLITE = ["DROP INDEX searching_entry_thing"]


def make(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unmake(apps, schema_editor):
    for statement in BACK_ON_POSTGRESQL if schema_editor.connection.vendor == "postgresql" else BACK_ON_SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("searching", "0002_full_text")]
    operations = [migrations.RunPython(make, unmake)]
