"""A snapshot of the database as a file, while others write; and such a file put back."""

import contextlib
import os
import secrets
import shutil
import sqlite3
import subprocess
from pathlib import Path

from django.db import connection

from kttt.backups import BackupError

NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
_LOCK_SECONDS = 30  # that putting back waits for readers


def snapshot(path):
    """Writes the database of this moment to `path`; gives {table: number of rows} of the same moment.

    Raises BackupError where PostgreSQL's programs are missing or refuse.
    """
    return _sqlite_snapshot(path) if connection.vendor == "sqlite" else _postgresql_snapshot(path)


def put_back(path):
    """Makes the database what the file at `path` holds, in one transaction: all of it or nothing.

    Raises BackupError, with the database as it was.
    """
    connection.close()
    if connection.vendor == "sqlite":
        with _open_sqlite(path) as kept, _open_sqlite(_sqlite_path()) as live:
            live.execute("PRAGMA journal_mode=WAL")
            kept.backup(live)
    else:
        _replace_postgresql(connection.settings_dict["NAME"], path)


def counted_elsewhere(path):
    """{table: number of rows} of the database in the file at `path`, opened in an empty place and thrown away.

    None where PostgreSQL's account may not create that place; the file was then only read to its end.
    Raises BackupError for a file that does not open.
    """
    if connection.vendor == "sqlite":
        with _open_sqlite(path) as kept:
            if (told := kept.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
                raise BackupError(f"Cơ sở dữ liệu trong bản sao lưu bị hỏng: {told}")
            return _sqlite_counts(kept)
    return _counted_on_postgresql(path)


@contextlib.contextmanager
def _open_sqlite(path):
    # Not `with sqlite3.connect(…)`: that ends a transaction and leaves the file open.
    with contextlib.closing(sqlite3.connect(path, timeout=60)) as opened:
        try:
            yield opened
        except sqlite3.DatabaseError as error:
            raise BackupError(f"Cơ sở dữ liệu SQLite báo lỗi: {error}") from error


def _sqlite_path():
    return connection.settings_dict["NAME"]


def _sqlite_snapshot(path):
    with _open_sqlite(_sqlite_path()) as live, _open_sqlite(path) as kept:
        live.backup(kept)
        # One file to hand on: without WAL beside it.
        kept.execute("PRAGMA journal_mode=DELETE")
        return _sqlite_counts(kept)


def _sqlite_counts(opened):
    tables = opened.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    ).fetchall()
    return {name: opened.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in tables}  # noqa: S608


_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


def _postgresql_snapshot(path):
    with _connect(connection.settings_dict["NAME"]) as live, live.transaction():
        live.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        (moment,) = live.execute("SELECT pg_export_snapshot()").fetchone()
        _run(
            "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--schema=public", f"--snapshot={moment}",
            f"--file={path}", connection.settings_dict["NAME"],
        )  # fmt: skip
        return _postgresql_counts(live)


def _postgresql_counts(opened):
    tables = [name for (name,) in opened.execute(_TABLES).fetchall()]
    return {name: opened.execute(f'SELECT count(*) FROM public."{name}"').fetchone()[0] for name in tables}  # noqa: S608


def _replace_postgresql(database, path):
    # The dump knows only its own tables: those of a newer release must go too.
    before = f"SET lock_timeout = '{_LOCK_SECONDS}s'; DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
    script = path.with_suffix(".sql")
    _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(path))
    try:
        # Newer programs write lines at the top that older ones do not know, and schema public stands already.
        text = script.read_text()
        script.write_text(text.replace("\nCREATE SCHEMA public;\n", "\n", 1))
        _run(
            "psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null",
            f"--command={before}", f"--file={script}", f"--dbname={database}",
        )  # fmt: skip
    finally:
        script.unlink(missing_ok=True)


def _counted_on_postgresql(path):
    import psycopg

    name = f"kttt_check_{secrets.token_hex(4)}"
    with _connect(connection.settings_dict["NAME"]) as server:
        try:
            server.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        except psycopg.errors.InsufficientPrivilege:
            _run("pg_restore", f"--file={os.devnull}", str(path))
            return None
        try:
            _replace_postgresql(name, path)
            with _connect(name) as opened:
                return _postgresql_counts(opened)
        finally:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _connect(database):
    import psycopg

    at = connection.settings_dict
    return psycopg.connect(
        dbname=database, host=at["HOST"] or None, port=at["PORT"] or None, user=at["USER"] or None,
        password=at["PASSWORD"] or None, autocommit=True,
    )  # fmt: skip


def _run(program, *arguments):
    found = shutil.which(program)
    if not found:
        raise BackupError(f"Không thấy chương trình {program}: hãy cài gói postgresql-client cùng phiên bản máy chủ.")
    at = connection.settings_dict
    named = {"PGHOST": at["HOST"], "PGPORT": str(at["PORT"]), "PGUSER": at["USER"], "PGPASSWORD": at["PASSWORD"]}
    done = subprocess.run(  # noqa: S603  (programs of PostgreSQL, arguments of this module)
        [found, *arguments],
        env=os.environ | {name: value for name, value in named.items() if value},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"{Path(program).name}: {done.stderr.strip()[-1000:]}")
