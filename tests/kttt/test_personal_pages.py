"""Who is signed in gets pages that nobody keeps; readers get pages that anybody may keep."""

import re

import pytest
from django.contrib.staticfiles import finders

from tests import factories

pytestmark = pytest.mark.django_db


def test_only_pages_for_a_session_are_private(client):
    assert "Cache-Control" not in client.get("/").headers
    client.force_login(factories.staff())
    assert client.get("/").headers["Cache-Control"] == "private, no-cache"


def test_the_service_worker_names_what_it_needs_and_is_asked_for_each_time(client):
    answer = client.get("/sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache" and "Set-Cookie" not in answer.headers
    needed = answer.text.encode().decode("unicode_escape").split("const NEEDED = ")[1].split("]")[0]
    offline, *files = re.findall(r'"([^"]+)"', needed)
    assert client.get(offline).status_code == 200
    assert len(files) >= 3 and all(finders.find(name[8:]) for name in files)
