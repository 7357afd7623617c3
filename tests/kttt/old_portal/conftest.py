"""An old portal to bring in: a MariaDB of the run's own, a database for each test, an uploads folder."""

import os

import pytest

from tests import mariadb
from tests.kttt.old_portal.nukeviet import NukeViet


@pytest.fixture(scope="session")
def mariadb_socket():
    """One MariaDB for the session; without one the test is skipped, or fails under REQUIRE_ALL=1."""
    if not mariadb.program():
        missing = pytest.fail if os.environ.get("REQUIRE_ALL") == "1" else pytest.skip
        missing("MariaDB is not installed: apt-get install mariadb-server")
    with mariadb.server() as socket:
        yield socket


@pytest.fixture
def old(mariadb_socket, tmp_path, db):
    """An old portal with two categories and nothing else."""
    with NukeViet(mariadb_socket, tmp_path / "cu") as portal:
        yield portal
