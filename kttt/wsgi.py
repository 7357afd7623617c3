"""The WSGI application that granian serves: watched, with kept pages before Django; in development nothing is kept."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from kttt.monitoring.requests import WatchedRequests

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kttt.settings")
application = get_wsgi_application()
if settings.PRODUCTION:
    # Not before: it knows a model.
    from kttt.page_cache.application import PageCache

    application = PageCache(application)
application = WatchedRequests(application)
