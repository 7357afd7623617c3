"""A PostgreSQL of a test's own, which may be stopped and started like any server."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.processes import free_port


def _programs():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    if found:
        return found[-1]
    told = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True)
    return Path(told.stdout.strip())


class Server:
    """Its `url`; `stop(mode)` and `start()`."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.url = f"postgres://kttt:@127.0.0.1:{self.port}/postgres"
        self._run(
            "initdb", "--pgdata", folder / "data", "--username", "kttt", "--auth", "trust", "--encoding", "UTF8",
            "--locale", "C.UTF-8", "--no-sync",
        )  # fmt: skip
        self.start()

    def _run(self, program, *args):
        """PostgreSQL refuses to run as root."""
        as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        with (self.folder / "run.log").open("ab") as log:
            subprocess.run(
                [*as_owner, _programs() / program, *args], cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                check=True,
            )  # fmt: skip

    def start(self):
        # What was acknowledged must outlive the server's death; only that of the machine is not tried here.
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} "
            "-c fsync=off -c synchronous_commit=on"
        )
        self._run(
            "pg_ctl", "--pgdata", self.folder / "data", "--log", self.folder / "data" / "server.log", "--silent",
            "--wait", "--options", options, "start",
        )  # fmt: skip

    def stop(self, mode="immediate"):
        self._run("pg_ctl", "--pgdata", self.folder / "data", "--silent", "--wait", "--mode", mode, "stop")


@contextlib.contextmanager
def server():
    """A running Server, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="kttt-faults-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    made = None
    try:
        made = Server(folder)
        yield made
    finally:
        if made:
            with contextlib.suppress(subprocess.CalledProcessError):
                made.stop()
        shutil.rmtree(folder, ignore_errors=True)
