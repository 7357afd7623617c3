"""Reading a NukeViet 4 database: only SELECT, a page at a time, text right whatever its column says of itself."""

from urllib.parse import parse_qs, unquote, urlsplit

from kttt.old_portal import stored_text

# Columns of these character sets are read as bytes: old installations keep UTF-8 in columns that say latin1.
AS_BYTES = {"latin1", "ascii", "utf8", "utf8mb3", "utf8mb4"}
PAGE = 100
# The driver's numbers for a connection that is gone.
LOST = {0, 2006, 2013, 4031}


class OldPortalError(Exception):
    """A sentence for whoever runs the import: why the old portal cannot be read."""


def _driver():
    try:
        import pymysql
    except ImportError:
        raise OldPortalError(
            "Máy này thiếu thư viện PyMySQL để đọc cơ sở dữ liệu cũ, hãy cài: "
            ".venv/bin/python -m pip install 'PyMySQL~=1.2' (xem docs/chuyen-tu-cong-cu.md)."
        ) from None
    return pymysql


class OldDatabase:
    """A connection that cannot write. `rows` and `select` give dictionaries, text decoded.

    `url`: mysql://user:password@host:port/database, `?unix_socket=/path` for a socket. Raises OldPortalError.
    """

    def __init__(self, url, prefix="nv4"):
        pymysql = _driver()
        parts = urlsplit(url)
        name = parts.path.strip("/")
        if parts.scheme not in ("mysql", "mariadb") or not name:
            raise OldPortalError("Địa chỉ cơ sở dữ liệu cũ phải có dạng mysql://người-dùng:mật-khẩu@máy/tên-cơ-sở.")
        self.name, self._driver = unquote(name), pymysql
        self._address = {
            "host": parts.hostname or "localhost", "port": parts.port or 3306,
            "user": unquote(parts.username or "root"), "password": unquote(parts.password or ""),
            "unix_socket": parse_qs(parts.query).get("unix_socket", [None])[0],
        }  # fmt: skip
        try:
            self._connection = self._connect()
        except (pymysql.MySQLError, OSError) as error:
            raise OldPortalError(
                f"Không mở được cơ sở dữ liệu cũ: hãy kiểm tra máy, tên, mật khẩu ({error})."
            ) from error
        self._tables = {}
        found = self._query(
            "SELECT TABLE_NAME AS t, COLUMN_NAME AS c, CHARACTER_SET_NAME AS s FROM information_schema.COLUMNS "
            "WHERE TABLE_SCHEMA = %s AND LEFT(TABLE_NAME, %s) = %s",
            [self.name, len(prefix) + 1, f"{prefix}_"],
        )
        for row in found:
            self._tables.setdefault(row["t"], {})[row["c"]] = row["s"]
        if not self._tables:
            raise OldPortalError(f"Cơ sở dữ liệu {self.name} không có bảng nào bắt đầu bằng {prefix}_.")

    def _connect(self):
        return self._driver.connect(
            database=self.name, charset="utf8mb4", init_command="SET SESSION TRANSACTION READ ONLY", autocommit=True,
            connect_timeout=20, cursorclass=self._driver.cursors.DictCursor, **self._address,
        )  # fmt: skip

    def close(self):
        """Ends the connection."""
        self._connection.close()

    def has(self, table):
        """Whether the old portal has this table: modules may be missing."""
        return table in self._tables

    def need(self, table):
        """Raises OldPortalError where a table is missing without which nothing can be brought."""
        if not self.has(table):
            raise OldPortalError(f"Cơ sở dữ liệu {self.name} không có bảng {table}: hãy kiểm tra tên mô-đun.")

    def _query(self, sql, parameters):
        try:
            return self._ask(sql, parameters)
        except (self._driver.OperationalError, self._driver.InterfaceError) as error:
            if error.args and error.args[0] not in LOST:
                raise
            # A long pause for pictures cost the connection.
            self._connection = self._connect()
            return self._ask(sql, parameters)

    def _ask(self, sql, parameters):
        with self._connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()

    def select(self, table, columns, where="1", parameters=(), order="", limit=None):
        """Rows of a table as {column: value}; [] for a missing table, None for a column that this version lacks."""
        if not self.has(table):
            return []
        known = self._tables[table]
        read = [column for column in columns if column in known]
        chosen = ", ".join(
            f"CAST(`{column}` AS BINARY) AS `{column}`" if known[column] in AS_BYTES else f"`{column}`"
            for column in read
        )
        sql = f"SELECT {chosen} FROM `{table}` WHERE {where}"  # noqa: S608 (names of the table's own columns)
        sql += f" ORDER BY {order}" if order else ""
        sql += f" LIMIT {int(limit)}" if limit else ""
        missing = dict.fromkeys(column for column in columns if column not in known)
        return [
            {name: stored_text.decoded(v) if isinstance(v, bytes) else v for name, v in row.items()} | missing
            for row in self._query(sql, list(parameters))
        ]

    def pages(self, table, columns, key, where="1", parameters=()):
        """All rows by `key`, in lists of at most PAGE.

        Not one long server-side cursor: while pictures are made between its rows, the server would give it up, and
        nothing else could be asked of the connection meanwhile. MyISAM has no snapshot to lose.
        """
        last = 0
        while page := self.select(
            table, columns, f"({where}) AND `{key}` > %s", [*parameters, last], order=f"`{key}`", limit=PAGE
        ):
            yield page
            last = page[-1][key]

    def count(self, table, where="1", parameters=()):
        """How many rows a table has; 0 for a missing one."""
        sql = f"SELECT COUNT(*) AS n FROM `{table}` WHERE {where}"  # noqa: S608
        return self._query(sql, list(parameters))[0]["n"] if self.has(table) else 0

    def length(self, table, column, key, value):
        """Bytes of one text, asked before it is fetched."""
        sql = f"SELECT LENGTH(`{column}`) AS n FROM `{table}` WHERE `{key}` = %s"  # noqa: S608
        found = self._query(sql, [value]) if self.has(table) else []
        return (found[0]["n"] or 0) if found else 0
