"""The least that a WSGI application does: the headers and bytes of the file that ANSWER names (`bench/pages.py`)."""

import json
import os
from pathlib import Path

HEADERS = [tuple(header) for header in json.loads(Path(os.environ["ANSWER"] + ".json").read_text())]
BODY = Path(os.environ["ANSWER"]).read_bytes()


def application(environ, start_response):
    """Answers everything with them."""
    start_response("200 OK", HEADERS)
    return [BODY]
