"""Public pages of subscriptions. None says whether an address is known; none sets a cookie or is kept by a cache."""

from functools import wraps

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from kttt.anonymous_forms import anonymous_form, refusal
from kttt.lists import parameters
from kttt.subscriptions import following, requesting

SENT_PER_HOUR = 10
# A person needs longer than this to type an address.
SECONDS_TO_WRITE = 2
HERE = ("Theo dõi qua thư điện tử", "/theo-doi/")


class AddressForm(forms.Form):
    """Whose box the news are for; `website` is a trap for robots."""

    email = forms.EmailField(
        label="Thư điện tử",
        error_messages={
            "required": "Hãy nhập địa chỉ thư điện tử.",
            "invalid": "Địa chỉ thư điện tử chưa đúng, ví dụ đúng: ten@vidu.vn.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(required=False)


def _private(view):
    """Marks a view whose address holds a secret: not cached, not indexed, not carried on by links."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "same-origin"
        return response

    return answer


@require_safe
def overview(request):
    """/theo-doi/?muc=&…: what one may follow; with a kind's own parameters, the choice that they make."""
    (name,) = parameters(request, "muc")
    kind = following.all_kinds().get(name)
    asked = kind.canonical(request.GET) if kind else ""
    return _overview(request, kind, asked if kind and asked and kind.words(asked) else "")


def _overview(request, kind=None, asked="", form=None, error=None, status=200):
    choices = [(one.kind, "", one.heading) for one in following.all_kinds().values()]
    if kind and asked:
        choices.insert(0, (kind.kind, asked, kind.words(asked)))
    context = {
        "choices": choices,
        "selected": (kind.kind if kind else choices[0][0], asked),
        "form": form or AddressForm(label_suffix=""),
        "form_error": error,
        "offered": bool(settings.EMAIL_URL),
        "confirm_days": requesting.CONFIRM_DAYS,
        "breadcrumbs": [(HERE[0], None)],
    }
    return render(request, "subscriptions/overview.html", context, status=status)


@anonymous_form
def subscribe(request):
    """Takes an address and what it wants to follow; the answer is the same for every address."""
    # "van-ban?loai=nghi-dinh": the kind and its parameters.
    name, _mark, asked = request.POST.get("muc", "").partition("?")
    kind, form = following.all_kinds().get(name), AddressForm(request.POST, label_suffix="")
    asked = kind.canonical(QueryDict(asked)) if kind else None
    if not settings.EMAIL_URL:
        return _overview(request, error="Cổng chưa gửi được thư: mời theo dõi bằng RSS.", status=400)
    if asked is None or not kind.words(asked):
        return _overview(request, form=form, error="Hãy chọn mục muốn theo dõi.", status=400)
    if not form.is_valid():
        return _overview(request, kind, asked, form, "Chưa gửi được: hãy xem lại các ô có dòng báo lỗi.", 400)
    if error := refusal(request, "subscribe", SENT_PER_HOUR, SECONDS_TO_WRITE):
        return _overview(request, kind, asked, form, error, 400)
    if not form.cleaned_data["website"]:
        requesting.ask(form.cleaned_data["email"], kind.kind, asked, request.build_absolute_uri("/"))
    return HttpResponseRedirect(reverse("subscription_asked"))


@require_safe
def asked(request):
    """/theo-doi/da-gui/: what happens next."""
    context = {"confirm_days": requesting.CONFIRM_DAYS, "breadcrumbs": [HERE, ("Chờ xác nhận", None)]}
    return render(request, "subscriptions/asked.html", context)


# The page itself is no crumb: its address, a secret, stays out of the data for search engines.
# Mail programs open links to look at them: only the button of the page does something. No cookie: the link is the key.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@_private
def confirm(request, token):
    """/theo-doi/xac-nhan/<token>/: asks (GET), and starts the news (POST)."""
    found = requesting.to_confirm(token)
    if found and request.method == "POST":
        requesting.confirm(found)
    context = {
        "words": found and following.named(found.kind, found.parameters),
        "confirmed": found and found.confirmed_at,
        "confirm_days": requesting.CONFIRM_DAYS,
        "breadcrumbs": [HERE],
    }
    return render(request, "subscriptions/confirm.html", context, status=200 if found else 404)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@_private
def leave(request, token):
    """/theo-doi/huy/<token>/: what this address follows (GET); ends one (`muc`) or all, as RFC 8058 asks (POST)."""
    found = requesting.to_leave(token)
    if found and request.method == "POST":
        one = request.POST.get("muc", "")
        if one and not (one.isdecimal() and len(one) < 19):
            raise Http404
        requesting.leave(found, int(one) if one else None)
        if one and found.pk:
            return HttpResponseRedirect(request.path)
        found = None
    followed = list(found.subscriptions.confirmed().order_by("pk")) if found else []
    context = {
        "followed": [(one.pk, following.named(one.kind, one.parameters)) for one in followed],
        "found": found,
        "breadcrumbs": [HERE],
    }
    # Who left, and whose link is old, reads the same; mail programs take anything but 2xx for a failure.
    return render(request, "subscriptions/leave.html", context)
