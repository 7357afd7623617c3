"""How fast one server process hands out a public page: kept, unchanged (304), drawn anew; beside the least there is.

    .venv/bin/python bench/pages.py                            on SQLite
    .ci/start_postgres .venv/bin/python bench/pages.py         on PostgreSQL
    … --seconds 4 --runs 5 --connections 16                    the defaults

The ceiling is the same server with the same options, whose application answers constant bytes: the same headers, the
same packed page. All kinds are measured in turn, as often as `--runs` says, and the medians are told: requests a
second, the 99th percentile of the waiting times, and the processor time that the server's processes took for a request.
The last hardly depends on what else the machine does. A benchmark, not a test: only a wrong answer ends it with an
error, never a slow machine.

The load comes from wrk where it is installed (Debian's package of that name; not needed), else from a few lines of
Python, which a kept page may well outrun: then both rates are the client's own, and only the processor time says more.
"""

import argparse
import contextlib
import http.client
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from threading import Thread
from urllib.parse import urlsplit

import django

ROOT = Path(__file__).parents[1]
HOST = "127.0.0.1"
ACCEPTED = {"Accept-Encoding": "gzip, deflate, br"}
TICK = os.sysconf("SC_CLK_TCK")
# A parameter that no page knows: such a page is drawn each time.
UNKNOWN = "?do=1"
LISTS = ("/", "/tin-tuc/", "/van-ban/", "/hop-tac-xa/")


def main():
    """Measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=4, help="of each measurement")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--connections", type=int, default=16)
    said = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-pages-")))
        environment = prepared(folder)
        portal = stack.enter_context(served("kttt.wsgi:application", environment))
        article = re.search(r'"(/tin-tuc/[\w-]+/[\w-]+-\d+\.html)"', portal.get("/tin-tuc/")[2].decode())[1]
        portal.get(article)
        headers, body = portal.get(article, ACCEPTED)[1:]
        (folder / "answer.json").write_text(
            json.dumps([header for header in headers.items() if header[0].lower() != "date"])
        )
        (folder / "answer").write_bytes(body)
        constant = environment | {"ANSWER": str(folder / "answer"), "PYTHONPATH": str(Path(__file__).parent)}
        ceiling = stack.enter_context(served("constant:application", constant))
        kinds = {
            "ceiling": (ceiling, article, {}),
            "kept": (portal, article, {}),
            "304": (portal, article, {"If-None-Match": headers["ETag"]}),
            f"drawn: {'article':12}": (portal, article + UNKNOWN, {}),
            **{f"drawn: {path:12}": (portal, path + UNKNOWN, {}) for path in LISTS},
        }
        found = {name: [] for name in kinds}
        for run in range(said.runs):
            print(f"run {run + 1} of {said.runs} …", file=sys.stderr, flush=True)
            for name, (server, address, more) in kinds.items():
                few = 4 if name.startswith("drawn") else said.connections
                found[name].append(server.measure(address, ACCEPTED | more, said.seconds, few))
        insist(portal, article, headers["ETag"])
    tell(found, len(body))


def tell(found, size):
    """Prints the medians and what they are of the ceiling."""
    medians = {name: [median(values) for values in zip(*runs, strict=True)] for name, runs in found.items()}
    print(f"{'wrk' if shutil.which('wrk') else 'Python client'}; page of {size:,} bytes as it is sent; medians")
    print(f"{'':20} {'requests/s':>11} {'p99 ms':>8} {'CPU ms':>8}")
    for name, (rate, late, cpu) in medians.items():
        print(f"{name:20} {rate:11,.0f} {late:8.2f} {cpu:8.3f}")
    (rate, late, _cpu), (kept_rate, kept_late, kept_cpu) = medians["ceiling"], medians["kept"]
    print(f"kept / ceiling: {kept_rate / rate:.2f} of the requests (promised: 0.6)")
    print(f"                {kept_late / late:.2f} times the p99 (promised: at most 3)")
    print(f"                {kept_cpu:.3f} ms of processor for a request (promised: at most 0.15)")


def insist(portal, article, etag):
    """Ends with an error where the measured answers were not the right ones."""
    kept, unchanged = portal.get(article, ACCEPTED), portal.get(article, ACCEPTED | {"If-None-Match": etag})
    drawn = portal.get(article + UNKNOWN, ACCEPTED)
    assert kept[0] == drawn[0] == 200 and kept[1]["Cache-Status"].startswith("kttt;"), kept[1]
    assert unchanged[0] == 304 and drawn[1]["Cache-Status"] == "kttt; fwd=miss", (unchanged, drawn[1])


def prepared(folder):
    """The environment of a portal in production with the demo's content."""
    environment = os.environ | {
        "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{folder / 'portal.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"), "STATIC_ROOT": str(folder / "static"), "ALLOWED_HOSTS": HOST,
        "SECRET_KEY": secrets.token_hex(40),
    }  # fmt: skip
    for command in (["migrate"], ["load_demo"]):
        subprocess.run([sys.executable, "manage.py", *command, "-v0"], cwd=ROOT, env=environment, check=True)
    environment["PRODUCTION"] = "1"
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return environment


@contextlib.contextmanager
def served(application, environment):
    """A Server with one process that runs the WSGI application, ended afterwards."""
    from kttt.management.commands.serve import production_server

    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    *command, _ours = production_server(HOST, port, 1)
    process = subprocess.Popen([*command, application], cwd=ROOT, env=environment)
    try:
        server = Server(process.pid, port)
        for _ in range(100):
            with contextlib.suppress(OSError):
                server.get("/")
                break
            time.sleep(0.2)
        yield server
    finally:
        process.terminate()
        process.wait(20)


class Server:
    """A server at a port, with the processes that belong to it."""

    def __init__(self, pid, port):
        self.pid, self.port = pid, port

    def get(self, address, headers=()):
        """(status, headers, body)."""
        asking = http.client.HTTPConnection(HOST, self.port, timeout=30)
        asking.request("GET", address, headers=dict(headers))
        answer = asking.getresponse()
        body = answer.read()
        asking.close()
        return answer.status, answer.headers, body

    def processor_seconds(self):
        """What its processes have used so far."""
        used = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                _state, parent, *rest = stat.read_text().rpartition(")")[2].split()
                if self.pid in (int(parent), int(stat.parent.name)):
                    used += int(rest[9]) + int(rest[10])
        return used / TICK

    def measure(self, address, headers, seconds, connections):
        """(requests a second, 99th percentile in ms, processor time of a request in ms)."""
        for _ in range(3):
            self.get(address, headers)
        before = self.processor_seconds()
        load = with_wrk if shutil.which("wrk") else with_python
        count, took, late = load(f"http://{HOST}:{self.port}{address}", headers, seconds, connections)
        return count / took, late, 1000 * (self.processor_seconds() - before) / count


def with_wrk(address, headers, seconds, connections):
    """(requests, seconds, 99th percentile in ms) of wrk."""
    said = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--latency", *said, address]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Socket errors" not in told, told
    count, took, unit = re.search(r"(\d+) requests in ([\d.]+)(s|m)", told).groups()
    late, late_unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", told).groups()
    milliseconds = float(late) * {"us": 0.001, "ms": 1, "s": 1000}[late_unit]
    return int(count), float(took) * {"s": 1, "m": 60}[unit], milliseconds


def with_python(address, headers, seconds, connections):
    """(requests, seconds, 99th percentile in ms) of threads that each ask again as soon as they are answered."""
    parts, waited, end = urlsplit(address), [], time.perf_counter() + seconds
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    lines = [f"GET {path} HTTP/1.1", f"Host: {parts.netloc}", *(f"{name}: {value}" for name, value in headers.items())]
    question = "\r\n".join([*lines, "", ""]).encode()

    def ask():
        with socket.create_connection((parts.hostname, parts.port)) as talk:
            while (begun := time.perf_counter()) < end:
                talk.sendall(question)
                got = talk.recv(65536)
                head, _line, body = got.partition(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: (\d+)", head)
                left = int(length[1]) - len(body) if length and b" 304 " not in head[:20] else 0
                while left > 0:
                    left -= len(talk.recv(65536))
                waited.append(time.perf_counter() - begun)

    began = time.perf_counter()
    threads = [Thread(target=ask) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(waited), time.perf_counter() - began, 1000 * sorted(waited)[int(len(waited) * 0.99)]


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kttt.settings")
    django.setup()
    main()
