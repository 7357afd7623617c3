"""A page for somebody who is signed in is nobody else's, and nobody keeps it."""

from django.conf import settings


class PersonalPagesMiddleware:
    """Says so to every cache on the way, and to the reader's own device."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
