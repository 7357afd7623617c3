"""kill -9 of server processes while staff save articles and send files: each thing is wholly there or not at all, and
whoever was told "saved" finds it saved."""

import os
import random
import signal
import threading
import time
from pathlib import Path

import pytest

from tests.faults.small_disk import descendants
from tests.faults.staff import Staff, ask, rows
from tests.processes import portal

pytestmark = [pytest.mark.processes, pytest.mark.django_db]
SETUP = "from tests import factories; factories.category(); factories.document()"
ARTICLE, DOCUMENT = "/quan-tri/news/article/add/", "/quan-tri/documents/document/add/"
STORED = """
from hashlib import sha256
from pathlib import Path
from documents.models import Document, DocumentFile
from kttt.self_check import files
from news.models import Article
files.SECONDS_TO_GET_A_ROW = 0
missing, unnamed = files.look()
print(json.dumps({
    "articles": dict(Article.objects.values_list("title", "body")),
    "versions": list(Article.history.values_list("title", flat=True)),
    "documents": {
        document.abstract: [sha256(file.file.read()).hexdigest() for file in document.files.all()]
        for document in Document.objects.all()
    },
    "rows": DocumentFile.objects.count(), "missing": sum(missing.values()), "unnamed": unnamed,
    "on_disk": sum(1 for path in Path(files.settings.MEDIA_ROOT).rglob("*.pdf")),
}))
"""


def server_processes(server):
    """The ids of granian's own workers: those that answer requests."""
    found = []
    for pid in descendants(server.pid):
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            continue
        if b"spawn_main" in command or (b"granian" in command and len(descendants(pid)) == 1):
            found.append(pid)
    return found


class Writer(threading.Thread):
    """Saves one thing after the other; knows which were acknowledged."""

    def __init__(self, staff, path, ended):
        super().__init__()
        self.staff, self.path, self.ended = staff, path, ended
        self.form, self.saved, self.statuses = staff.form(path), {}, []

    def run(self):
        number = 0
        while not self.ended.is_set():
            number += 1
            name, values, files, kept = self.make(number)
            status, self.said = self.staff.post(self.path, {**self.form, **values}, **files)
            self.statuses.append(status)
            if status == 302:
                self.saved[name] = kept


class Articles(Writer):
    def make(self, number):
        title, body = f"Bài số {number}", f"<p>{'Chè Tam Đường. ' * 2000} Hết bài {number}.</p>"
        copy = f"moi-{number:016x}"
        return title, {"title": title, "body": body, "category": "1", "_copy": copy, "_continue": "1"}, {}, body


class Documents(Writer):
    def make(self, number):
        from hashlib import sha256

        pdf = b"%PDF-1.4\n" + os.urandom(400_000) + b"\n%%EOF\n"
        abstract = f"Về việc số {number}"
        values = {
            "number": f"{number}/2026/QĐ-LMHTX", "type": "1", "issuer": "1", "abstract": abstract,
            "issued_on": "24/11/2026", "files-TOTAL_FORMS": "1", "_save": "1",
        }  # fmt: skip
        return abstract, values, {"files-0-file": (f"so-{number}.pdf", pdf)}, sha256(pdf).hexdigest()


def prove_all_or_nothing(tmp_path, kills, seed):
    chance, started = random.Random(seed), []
    with portal(tmp_path, SETUP, started=lambda server, start: started.append(server)) as (base, run):
        staff, ended = Staff(base, run), threading.Event()
        writers = [Articles(staff, ARTICLE, ended), Documents(staff, DOCUMENT, ended)]
        for writer in writers:
            writer.start()
        try:
            for number in range(kills):
                # One that ends within 5.5 seconds of its beginning ends all: then systemd starts the portal anew.
                time.sleep(chance.uniform(1.5, 2.5) + (5 if number else 0))
                os.kill(chance.choice(server_processes(started[0])), signal.SIGKILL)
            killed = time.monotonic()
            while len(server_processes(started[0])) < 2 or ask(f"{base}/readyz")[0] != 200:
                assert time.monotonic() - killed < 15, "not started again"
                time.sleep(0.1)
            time.sleep(1.5)
        finally:
            ended.set()
            for writer in writers:
                writer.join(60)
        found = rows(run, STORED)
        articles, documents = writers
        for writer in writers:
            assert len(writer.saved) > 3 and set(writer.statuses) <= {0, 302}, (writer.statuses, writer.said[:2000])
        assert {title: found["articles"].get(title) for title in articles.saved} == articles.saved
        assert all("Hết bài" in body for body in found["articles"].values())
        assert set(found["articles"]) <= set(found["versions"])
        assert {name: found["documents"].get(name) for name in documents.saved} == {
            name: [digest] for name, digest in documents.saved.items()
        }
        # Of those that nobody was told of, each has its file too; a file that lost its row is told by the self-check.
        assert all(len(files) == 1 for name, files in found["documents"].items() if name.startswith("Về việc"))
        assert found["missing"] == 0
        assert found["on_disk"] - found["rows"] == len([name for name in found["unnamed"] if name.endswith(".pdf")])
        assert base and started[0].poll() is None


@pytest.mark.prove
def test_what_was_acknowledged_outlives_a_killed_server_process(tmp_path):
    prove_all_or_nothing(tmp_path, kills=1, seed=1)


@pytest.mark.prove
def test_what_was_acknowledged_outlives_twelve_killed_server_processes(tmp_path):
    prove_all_or_nothing(tmp_path, kills=12, seed=2)
