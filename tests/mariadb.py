"""A MariaDB of the test run's own: a temporary folder, a socket in it, no port; gone when the run ends."""

import contextlib
import os
import pwd
import shutil
import socket as socketlib
import subprocess
import tempfile
import time
from pathlib import Path

PROGRAMS = f"/usr/sbin{os.pathsep}/usr/bin{os.pathsep}{os.environ.get('PATH', '')}"
SMALL = (
    "--innodb-log-file-size=4M", "--innodb-data-file-path=ibdata1:4M:autoextend", "--innodb-buffer-pool-size=16M",
    "--innodb-flush-log-at-trx-commit=0", "--aria-log-file-size=8M",
)  # fmt: skip


def program():
    """The server's program, or None where MariaDB is not installed."""
    return shutil.which("mariadbd", path=PROGRAMS)


@contextlib.contextmanager
def server():
    """Starts a server; gives the path of its socket, at which root needs no password."""
    folder = Path(tempfile.mkdtemp(prefix="kttt-mariadb."))
    as_owner = []
    if os.getuid() == 0:
        # The server refuses to run as root.
        owner = pwd.getpwnam("mysql")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_owner = ["runuser", "-u", "mysql", "--"]
    data, socket, log = folder / "data", folder / "socket", (folder / "log").open("wb")
    running = None
    try:
        install = shutil.which("mariadb-install-db", path=PROGRAMS)
        subprocess.run(
            [*as_owner, install, "--no-defaults", f"--datadir={data}", "--skip-test-db", *SMALL,
             "--auth-root-authentication-method=normal"],
            check=True, stdout=log, stderr=log, cwd="/",
        )  # fmt: skip
        running = subprocess.Popen(
            [program(), "--no-defaults", f"--datadir={data}", f"--socket={socket}", "--skip-networking",
             f"--pid-file={folder / 'pid'}", *SMALL, *(["--user=mysql"] if as_owner else [])],
            stdout=log, stderr=log, cwd="/",
        )  # fmt: skip
        _wait(running, socket, folder / "log")
        yield str(socket)
    finally:
        if running:
            running.terminate()
            running.wait(20)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(running, socket, log):
    for _ in range(200):
        assert running.poll() is None, log.read_text(errors="replace")
        with socketlib.socket(socketlib.AF_UNIX) as probe:
            if probe.connect_ex(str(socket)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(log.read_text(errors="replace"))
