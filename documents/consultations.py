"""Public pages of drafts: the list, one draft with its form and opinions, its files, and where an opinion stands."""

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from documents import opinions
from documents.models import Consultation, ConsultationFile, Document, Opinion, Remark
from documents.opinion_form import MAX_FILES, OpinionForm
from kttt import tracking
from kttt.anonymous_forms import anonymous_form, refusal, sent_key
from kttt.downloads import hand_out
from kttt.lists import page_context
from kttt.sent_files import too_large
from kttt.visits.reading import with_counts

PER_PAGE = 20
REMARKS_PER_PAGE = 30
SENT_PER_HOUR = 10
# A person needs longer than this to write an opinion.
SECONDS_TO_WRITE = 4
LIST = ("Lấy ý kiến dự thảo", "/lay-y-kien/")


def consultation_list(request):
    """/lay-y-kien/: drafts that take opinions, soonest end first; below them those that are closed, newest first."""
    running = list(Consultation.objects.running().for_lists().order_by("closes_on", "pk"))
    closed = Consultation.objects.closed().for_lists().order_by("-closes_on", "-pk")
    context = page_context(request, closed, PER_PAGE)
    ended = list(context["page_obj"].object_list)
    with_counts([*running, *ended], "consultation")
    context["page_obj"].object_list = ended
    context |= {"running": running, "breadcrumbs": [(LIST[0], None)]}
    return render(request, "documents/consultation_list.html", context)


def consultation(request, slug, pk):
    """/lay-y-kien/<slug>-<id>.html; another slug leads to the right address."""
    found = get_object_or_404(Consultation.objects.published().select_related("type", "drafter"), pk=pk)
    if request.path != found.get_absolute_url():
        return redirect(found, permanent=True)
    return _page(request, found)


def _page(request, found, form=None, error=None, status=200):
    articles = list(found.articles.all())
    if form is None and found.is_open():
        form = OpinionForm(articles)
    with_counts([found], "consultation")
    remarks = Remark.objects.published().filter(opinion__consultation=found).select_related("opinion", "article")
    context = page_context(request, remarks.by_article(), REMARKS_PER_PAGE) | {
        "consultation": found,
        "stage": found.stage(),
        "articles": articles,
        "files": found.files.all(),
        "issued": Document.objects.published().filter(pk=found.document_id).first() if found.document_id else None,
        "form": form,
        "form_error": error,
        "kept_months": opinions.KEPT_DAYS // 30,
        "counted": {"subject": "consultation", "id": found.pk},
        "edit_url": "documents_consultation_change",
        "breadcrumbs": [LIST, (found.title, None)],
    }
    return render(request, "documents/consultation.html", context, status=status)


@require_safe
def consultation_file(request, pk, name):
    """/lay-y-kien/tep/<id>/<name>: a paper of a draft that is published, counted as a download of the draft."""
    found = get_object_or_404(ConsultationFile, pk=pk, name=name, consultation__in=Consultation.objects.published())
    return hand_out(request, found, "consultation", found.consultation_id)


@anonymous_form
def send_opinion(request, pk):
    """Takes an opinion while the draft is open; staff decide whether it is shown. A refused one comes back."""
    found = get_object_or_404(Consultation.objects.published().select_related("type", "drafter"), pk=pk)
    if not found.is_open():
        when = f"nhận góp ý từ ngày {found.opens_on:%d/%m/%Y}"
        if found.stage() == "closed":
            when = f"đã hết thời hạn góp ý (đến hết ngày {found.closes_on:%d/%m/%Y})"
        return _page(request, found, error=f"Góp ý chưa được ghi nhận: dự thảo này {when}.", status=400)
    if too_large(request, MAX_FILES):
        # Before anything of it is read: what was typed cannot come back.
        return _page(request, found, error="Tệp kèm theo quá lớn: mỗi tệp không quá 5 MB.", status=413)
    form = OpinionForm(found.articles.all(), request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, form, "Chưa gửi được: hãy xem lại các ô có dòng báo lỗi.", 400)
    if error := refusal(request, "opinion", SENT_PER_HOUR, SECONDS_TO_WRITE):
        return _page(request, found, form, error, 400)
    opinion, remarks, files = form.save(commit=False), form.remarks(), form.cleaned_data["files"]
    opinion.consultation = found
    if form.is_from_robot():
        opinion.state, opinion.closed_at, files = Opinion.State.SPAM, timezone.now(), []
    opinion.sent_key = sent_key(
        "opinion", request.POST["token"], opinion.name, opinion.email, *(said for _article, said in remarks)
    )
    stored = opinions.receive(opinion, remarks, files, request.build_absolute_uri("/"))
    return HttpResponseRedirect(f"{reverse('track_opinion')}?ma={stored.code}")


@require_safe
def track_opinion(request):
    """/lay-y-kien/tra-cuu/?ma=: where an opinion stands, for who knows its code; never cached, never indexed."""
    tracked = tracking.look_up(
        request,
        Opinion.objects.select_related("consultation"),
        "Không tìm thấy mã này: hãy kiểm tra lại từng chữ. Góp ý không đăng được xóa sau một năm.",
    )
    context = {
        "opinion": tracked.found,
        "remarks": tracked.found and tracked.found.remarks.select_related("article").by_article(),
        "breadcrumbs": [LIST, ("Tra cứu góp ý", None)],
    }
    return tracking.page(request, "documents/track_opinion.html", tracked, context)
