"""A portal in production: its log, the errors that it reports, its figures, while somebody's data go wrong."""

import gzip
import http.server
import json
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import brotli
import pytest

from tests.processes import portal

pytestmark = [pytest.mark.processes, pytest.mark.django_db]
NAME, EMAIL, PHONE, TITLE = "Lò Văn Kín", "lovankin@example.vn", "0987654321", "Đơn về đất nà Kín"
BREAK = """
from django.db import connection
connection.cursor().execute("ALTER TABLE questions_question RENAME TO questions_gone")
"""


class Reports(http.server.BaseHTTPRequestHandler):
    """A Sentry that only takes."""

    taken = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        unpack = {"gzip": gzip.decompress, "br": brotli.decompress}.get(self.headers.get("Content-Encoding"), bytes)
        self.taken.append(unpack(body))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *args):
        pass


@pytest.fixture
def sentry():
    """(its address for a DSN, what it was sent)."""
    Reports.taken = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Reports)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://key@127.0.0.1:{server.server_port}/1", Reports.taken
    server.shutdown()
    server.server_close()


def ask(address, data=None, **headers):
    """(status, headers, text)."""
    sent = urllib.parse.urlencode(data).encode() if data else None
    request = urllib.request.Request(address, sent, {"Connection": "close", **headers})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def test_an_error_is_told_to_log_and_sentry_and_counted_and_tells_nothing_of_anybody(tmp_path, sentry):
    dsn, reports = sentry
    with portal(tmp_path, SENTRY_DSN=dsn, METRICS_TOKEN="t" * 20) as (base, run):
        page = ask(f"{base}/hoi-dap/dat-cau-hoi/")[2]
        token = re.search(r'name="token" value="([^"]*)"', page)[1]
        for _ in range(10):
            status, headers, _text = ask(f"{base}/tin-tuc/")
            assert status == 200 and len(headers["X-Request-ID"]) == 16
        assert len(headers.get_all("X-Request-ID")) == 1
        run(BREAK)
        time.sleep(4)
        typed = {
            "token": token, "name": NAME, "email": EMAIL, "phone": PHONE, "title": TITLE, "consent": "on",
            "body": f"Tôi là {NAME}, xin hỏi.",
        }  # fmt: skip
        status, headers, text = ask(f"{base}/hoi-dap/gui/?tu={PHONE}", typed, Origin=base)
        assert status == 500 and "Hệ thống đang gặp sự cố" in text and "questions_question" not in text
        named = headers["X-Request-ID"]
        for _ in range(100):
            if reports:
                break
            time.sleep(0.1)
        figures = ask(f"{base}/metrics", Authorization=f"Bearer {'t' * 20}")[2]
        assert ask(f"{base}/metrics")[0] == 403
    log = (tmp_path / "serve.log").read_text()
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    [error] = [line for line in lines if line["level"] == "ERROR" and line["logger"] == "django.request"]
    assert error["request"] == named and error["path"] == "/hoi-dap/gui/" and "questions_question" in error["trace"]
    assert "Traceback" not in log
    [sent] = [part for part in (json.loads(line) for line in b"\n".join(reports).splitlines()) if "exception" in part]
    assert sent["request"] == {"method": "POST", "url": "/hoi-dap/gui/"} and sent["tags"] == {"request": named}
    assert "questions_question" in json.dumps(sent["exception"]) and '"vars"' not in json.dumps(sent)
    assert sent["transaction"] == "hoi-dap/gui/" and "user" not in sent and "breadcrumbs" not in sent
    everything = log + json.dumps([json.loads(line) for line in b"\n".join(reports).splitlines()], ensure_ascii=False)
    for told in (NAME, EMAIL, PHONE, TITLE, token):
        assert told not in everything, told
    # Two processes answered; each figure is of both.
    assert 'kttt_requests_total{kind="news",status="2xx"} 10' in figures
    hits = re.search(r'kttt_page_cache_hits_total\{kind="news"\} (\d+)', figures)
    assert 1 <= int(hits[1]) <= 9
    assert "kttt_errors_total 1" in figures and "kttt_database_up 1" in figures
