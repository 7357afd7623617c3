"""Public pages of the polls. A voter is known for the day by a mark (`kttt.visits.recording`), never by a cookie."""

from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control

from kttt.anonymous_forms import anonymous_form, refusal
from kttt.lists import page_context
from kttt.polls.forms import BallotForm
from kttt.polls.models import Poll
from kttt.visits import recording

PER_PAGE = 12
VOTES_PER_HOUR = 60


def poll_list(request):
    """/tham-do/: open polls and past ones, newest first."""
    context = page_context(request, Poll.objects.published().newest_first(), PER_PAGE)
    return render(request, "polls/poll_list.html", context | {"breadcrumbs": [("Thăm dò ý kiến", None)]})


def _ballot_box(found):
    return f"poll {found.pk}"


def _poll_page(request, found, options, voted, status=200, form_error=None):
    context = {
        "poll": found,
        "options": options,
        "voted": voted,
        "is_open": found.is_open(),
        "shows_results": found.shows_results(voted),
        "form_error": form_error,
        "edit_url": "polls_poll_change",
        "breadcrumbs": [("Thăm dò ý kiến", "/tham-do/"), (found.question, None)],
    }
    response = render(request, "polls/poll.html", context, status=status)
    # The page says whether this very reader has voted.
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _found(pk):
    found = get_object_or_404(Poll.objects.published(), pk=pk)
    options = list(found.options.all())
    return found, options


def poll(request, pk):
    """/tham-do/<id>/: the question with its ballot, and the results where the poll's owner lets them show."""
    found, options = _found(pk)
    voted = found.is_open() and recording.was_here_today(request, _ballot_box(found))
    return _poll_page(request, found, options, voted)


@anonymous_form
def vote(request, pk):
    """Takes a ballot: one of a visitor (address and browser) a day, some an hour from one address."""
    found, options = _found(pk)
    if not found.is_open():
        return _poll_page(request, found, options, False, 403, "Thăm dò này đã kết thúc, không nhận thêm phiếu.")
    form = BallotForm(found, options, request.POST)
    error = refusal(request, "poll", VOTES_PER_HOUR)
    if error is None and not form.is_valid():
        error = form.errors["option"][0]
    if error:
        return _poll_page(request, found, options, False, 400, error)
    with transaction.atomic():
        first = recording.first_today(request, _ballot_box(found))
        if first:
            found.cast(form.cleaned_data["option"])
    if not first:
        return _poll_page(request, found, options, True, 400, "Hôm nay bạn đã bình chọn ở thăm dò này.")
    return redirect(found)
