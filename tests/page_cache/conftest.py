"""What tests of kept pages have in common."""

import pytest
from django.core import signals
from django.db import close_old_connections

from kttt.page_cache import watch


@pytest.fixture(autouse=True)
def _one_transaction(monkeypatch):
    """Requests and looks stay in the test's own transaction, which they would otherwise end by closing it."""
    monkeypatch.setattr(watch, "close_old_connections", lambda: None)
    monkeypatch.setattr(watch.connections, "close_all", lambda: None)
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)
