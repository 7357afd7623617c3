"""Forms of readers who have no session: rating, comment, question.

They carry a signed, dated token instead of a cookie, so that the pages they stand on can be cached whole; they ignore
any session, and take a post only from our own pages.
"""

import hashlib
import re
from urllib.parse import urlsplit

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kttt.visits.recording import attempts_this_hour

TOKEN_AGE = 24 * 3600
# A token as the templates write it into a page.
IN_PAGE = re.compile(rb'name="token" value="[^"]*"')


def token(form):
    """A token for the form named `form`, good for a day."""
    return TimestampSigner(salt=f"form.{form}").sign(form)


def anonymous_form(view):
    """Marks a view that takes posts without Django's CSRF cookie; it must ask `refusal` before it writes."""
    return csrf_exempt(require_POST(view))


def from_our_own_page(request):
    """Whether the browser says that the post comes from a page of this site."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return site == "same-origin"
    return urlsplit(origin).netloc == request.get_host()


def refusal(request, form, per_hour, at_least=0):
    """Why this post is not taken, one Vietnamese sentence, or None. Counts an attempt of the address.

    `at_least`: seconds that a person needs for the form, from the token on; who is faster is asked to send again.
    """
    if not from_our_own_page(request):
        return "Biểu mẫu phải được gửi từ chính trang này: hãy tải lại trang rồi gửi lại."
    signer, sent = TimestampSigner(salt=f"form.{form}"), request.POST.get("token", "")
    try:
        if signer.unsign(sent, max_age=TOKEN_AGE) != form:
            raise BadSignature
    except SignatureExpired:
        return "Trang đã mở quá lâu: hãy kiểm tra lại nội dung rồi gửi lại."
    except BadSignature:
        return "Biểu mẫu không còn hợp lệ: hãy kiểm tra lại nội dung rồi gửi lại."
    if at_least and _is_younger(signer, sent, at_least):
        return "Biểu mẫu được gửi quá nhanh: hãy chờ vài giây rồi gửi lại."
    if attempts_this_hour(request, form) > per_hour:
        return "Đã có quá nhiều lượt gửi từ địa chỉ mạng của bạn: hãy thử lại sau một giờ."
    return None


def sent_key(*parts):
    """The mark of one sending: the same form, sent twice with the same words, has the same."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _is_younger(signer, sent, seconds):
    try:
        signer.unsign(sent, max_age=seconds)
    except SignatureExpired:
        return False
    return True
