"""What every test stands on: fast settings, files of its own, and a Chromium for the journeys."""

import os
import shutil

import pytest
from django.core.files.storage import storages
from django.db import connection

# Playwright's synchronous interface keeps an event loop running in the thread in which tests use the ORM.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items):
    """Refuses a transactional test that would leave the next one groups and units under other ids."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark and mark.kwargs.get("transaction") and not mark.kwargs.get("serialized_rollback"):
            raise pytest.UsageError(f"{item.nodeid}: django_db(transaction=True) also needs serialized_rollback=True.")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """SQLite tests run on a file: in memory, the live server's threads would share one connection and transaction."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(autouse=True)
def _fast_and_apart(settings, tmp_path, monkeypatch):
    """Cheap passwords, tasks done at once, uploads in the test's own folder."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.MEDIA_ROOT = tmp_path / "media"
    # Model fields hold the storage itself, made when they were: it is moved, not replaced.
    private = storages["private"]
    monkeypatch.setattr(private, "_location", str(tmp_path / "media" / "private"))
    for cached in ("base_location", "location"):
        private.__dict__.pop(cached, None)
    yield
    for cached in ("base_location", "location"):
        private.__dict__.pop(cached, None)


@pytest.fixture(scope="session")
def chromium(django_db_setup):
    """One Debian Chromium for the whole session; without one the test is skipped, or fails under REQUIRE_ALL=1."""
    program = shutil.which("chromium", path=f"/usr/bin{os.pathsep}{os.environ.get('PATH', '')}")
    if not program:
        missing = pytest.fail if os.environ.get("REQUIRE_ALL") == "1" else pytest.skip
        missing("Chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    migrated = getattr(connection, "_test_serialized_contents", None)
    with sync_playwright() as playwright:
        # A running event loop gives the thread another connection: it too must know what migrations put there.
        connection._test_serialized_contents = migrated
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, live_server):
    """A tab of a Vietnamese reader on the live server; fails on script errors, CSP breaches and foreign requests."""
    faults = []

    def note_message(message):
        if message.type == "error" and "Content Security Policy" in message.text:
            faults.append(message.text)

    def note_request(request):
        if not request.url.startswith((live_server.url, "data:", "blob:", "about:")):
            faults.append(f"request to another host: {request.url}")

    context = chromium.new_context(base_url=live_server.url, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", note_message)
    context.on("request", note_request)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()
    assert not faults, faults
