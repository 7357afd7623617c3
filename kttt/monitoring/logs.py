"""The log of production: one JSON object a line, about requests and users by their numbers, never by name."""

import json
import logging
from datetime import datetime

from django.utils import timezone

from kttt.monitoring.counters import counters
from kttt.monitoring.requests import current
from kttt.monitoring.scrubbing import scrub, told_path, traceback_of, typed_in


class JsonLines(logging.Formatter):
    """time, level, logger, message; within a request also its id, method, path and the user's id; an error's trace."""

    def format(self, record):
        watched = current.get()
        request = getattr(record, "request", None) or (watched and watched.request)
        if not hasattr(request, "resolver_match"):
            request = None  # a socket, in Django's own server
        typed = typed_in(request)
        moment = datetime.fromtimestamp(record.created, timezone.get_default_timezone())
        line = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": scrub(record.getMessage(), typed),
        }
        if watched:
            line["request"] = watched.id
        if request:
            line |= {"method": request.method, "path": told_path(request)}
            # Only if somebody has asked who it is: the log asks the database nothing.
            user = request.__dict__.get("_cached_user")
            if user is not None and user.pk:
                line["user"] = user.pk
        line |= {name: getattr(record, name) for name in ("ms", "status_code", "status") if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            line["trace"] = traceback_of(record.exc_info[1], typed)
        return json.dumps(line, ensure_ascii=False, default=str)


class CountErrors(logging.Handler):
    """Counts what is logged as an error, for the day's self-check."""

    def __init__(self):
        super().__init__(logging.ERROR)

    def emit(self, record):
        counters.add((("errors",), 1))
