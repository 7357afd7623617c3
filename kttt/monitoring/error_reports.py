"""Reports of errors to a Sentry or GlitchTip of the office's own, where SENTRY_DSN names one."""

from django.conf import settings

from kttt.monitoring.requests import current
from kttt.monitoring.scrubbing import scrub, scrub_error, typed_in

# All that is sent of what the library gathers.
_SENT = {
    "event_id", "timestamp", "level", "logger", "platform", "exception", "logentry", "message", "environment",
    "release", "sdk", "type", "contexts",
}  # fmt: skip


def start():
    """Begins to report where a DSN is set; the library is loaded only then."""
    if not settings.SENTRY_DSN:
        return
    import sentry_sdk

    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        server_name="kttt",
        before_send=cleaned,
        auto_session_tracking=False,
        send_client_reports=False,
        shutdown_timeout=2,
    )


def cleaned(event, hint):
    """A Sentry event with nothing of anybody in it: no header, cookie, query, form, address; words scrubbed."""
    watched = current.get()
    request = watched and watched.request
    typed = typed_in(request)
    event = {name: it for name, it in event.items() if name in _SENT}
    for error in event.get("exception", {}).get("values", []):
        error["value"] = scrub_error(error.get("value") or "", typed)
        for frame in error.get("stacktrace", {}).get("frames", []):
            frame.pop("vars", None)
    entry = event.pop("logentry", None)
    if entry:
        # With its arguments in it, which else come along one by one.
        words = entry.get("formatted") or entry.get("message") or ""
        event["logentry"] = {"message": scrub_error(words, typed)}
    event["contexts"] = {name: it for name, it in event.get("contexts", {}).items() if name == "runtime"}
    if request:
        event["request"] = {"method": request.method, "url": scrub(request.path)}
        event["transaction"] = request.resolver_match.route if request.resolver_match else scrub(request.path)
        user = request.__dict__.get("_cached_user")
        if user is not None and user.pk:
            event["user"] = {"id": user.pk}
    if watched:
        event["tags"] = {"request": watched.id}
    return event
