"""A member of staff with a browser, as far as a real portal sees one; and who reads beside them."""

import contextlib
import http.client
import json
import secrets
import socket
import urllib.error
import urllib.request

from lxml import html

SIGN_IN = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
user = User.objects.create_superuser("quantri")
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session.save()
print(session.session_key)
"""
# The portal is gone for a moment, or the process that was asked is.
NO_ANSWER = (urllib.error.URLError, http.client.HTTPException, ConnectionError, socket.timeout)


def ask(address, data=None, headers=None, timeout=30):
    """(status, text) of one request on a connection of its own; redirects are not followed; (0, "") without answer."""
    request = urllib.request.Request(address, data, {"Connection": "close", **(headers or {})})
    try:
        with urllib.request.build_opener(NotFollowed).open(request, timeout=timeout) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with contextlib.closing(error):
            return error.code, error.read().decode()
    except NO_ANSWER:
        return 0, ""


class NotFollowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


class Staff:
    """Signed in to the portal at `base`; `run` as of tests.processes.portal."""

    def __init__(self, base, run):
        self.base, token = base, secrets.token_hex(16)
        self.headers = {
            "Cookie": f"__Host-sessionid={run(SIGN_IN).splitlines()[-1]}; __Host-csrftoken={token}",
            "X-CSRFToken": token,
        }

    def form(self, path):
        """{name: value} of the form with the most fields on a page of the admin."""
        status, text = ask(self.base + path, headers=self.headers)
        assert status == 200, (path, status, text[:500])
        return dict(max(html.fromstring(text).forms, key=lambda form: len(form.inputs)).form_values())

    def post(self, path, values, **files):
        """(status, text) of sending `values`, with `files` {field: (name, bytes)}, as a browser does."""
        mark = secrets.token_hex(12)
        parts = [(f'name="{name}"', value.encode()) for name, value in values.items() if name not in files]
        parts += [(f'name="{field}"; filename="{name}"', data) for field, (name, data) in files.items()]
        body = b"".join(
            f"--{mark}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data + b"\r\n"
            for head, data in parts
        )
        headers = {**self.headers, "Content-Type": f"multipart/form-data; boundary={mark}"}
        return ask(self.base + path, body + f"--{mark}--\r\n".encode(), headers)


def rows(run, code):
    """What `code`, an expression over models, gives in the portal's own environment, by way of JSON."""
    return json.loads(run(f"import json\n{code}").splitlines()[-1])
