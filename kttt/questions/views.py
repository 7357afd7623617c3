"""Public pages of questions: the list, one answer, the two forms, and where a request stands."""

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kttt import tracking
from kttt.anonymous_forms import anonymous_form, refusal, sent_key
from kttt.lists import page_context, parameters
from kttt.pages.models import Department
from kttt.questions import handling
from kttt.questions.forgetting import KEPT_DAYS
from kttt.questions.forms import MAX_FILES, AskForm, MessageForm
from kttt.questions.models import ANSWER_DAYS, Question, Topic
from kttt.sent_files import too_large
from kttt.visits.reading import with_counts

PER_PAGE = 15
RELATED = 5
SENT_PER_HOUR = 10
# A person needs longer than this to write a question.
SECONDS_TO_WRITE = 4
LIST = ("Hỏi đáp", "/hoi-dap/")


def question_list(request):
    """/hoi-dap/?q=&linh-vuc=: published questions, newest first."""
    query, topic = parameters(request, "q", "linh-vuc")
    questions = Question.objects.published().for_lists().newest_first()
    if query:
        questions = questions.matching(query)
    if topic:
        questions = questions.filter(topic__slug=topic)
    context = page_context(request, questions, PER_PAGE, known=("q", "linh-vuc"))
    context["page_obj"].object_list = with_counts(context["page_obj"].object_list, "question")
    context |= {
        "query": query,
        "topics": Topic.objects.all(),
        "selected_topic": topic,
        "breadcrumbs": [(LIST[0], None)],
    }
    return render(request, "questions/question_list.html", context)


def question(request, slug, pk):
    """/hoi-dap/<slug>-<id>.html; another slug leads to the right address."""
    published = Question.objects.published().select_related("topic", "department").defer(*Question.PRIVATE)
    found = get_object_or_404(published, pk=pk)
    if request.path != found.get_absolute_url():
        return redirect(found, permanent=True)
    with_counts([found], "question")
    related = Question.objects.published().filter(topic=found.topic_id).exclude(pk=found.pk)
    context = {
        "question": found,
        "views": found.views,
        "related": related.for_lists().newest_first()[:RELATED] if found.topic_id else [],
        "counted": {"subject": "question", "id": found.pk},
        "edit_url": "questions_question_change",
        "breadcrumbs": [LIST, (found.title, None)],
    }
    return render(request, "questions/question.html", context)


def ask(request):
    """/hoi-dap/dat-cau-hoi/: the form of a question."""
    return _ask_page(request, AskForm())


def contact(request):
    """/lien-he/?tieu-de=&noi-dung=: where and how to reach the office, and the form of a message, begun with these."""
    title, body = parameters(request, "tieu-de", "noi-dung")
    return _contact_page(request, MessageForm(initial={"title": title, "body": body}))


def _form_page(request, template, form, breadcrumbs, error, status, **context):
    context |= {
        "form": form,
        "form_error": error,
        "kept_months": KEPT_DAYS // 30,
        "answer_days": ANSWER_DAYS,
        "breadcrumbs": breadcrumbs,
    }
    return render(request, template, context, status=status)


def _ask_page(request, form, error=None, status=200):
    return _form_page(request, "questions/ask.html", form, [LIST, ("Đặt câu hỏi", None)], error, status)


def _contact_page(request, form, error=None, status=200):
    departments = Department.objects.published()
    return _form_page(
        request, "questions/contact.html", form, [("Liên hệ", None)], error, status, departments=departments
    )


@anonymous_form
def send_question(request):
    """Takes a question; it shows once somebody has answered and published it. A refused one comes back."""
    return _send(request, AskForm, "question", _ask_page)


@anonymous_form
def send_message(request):
    """Takes a message to a department; a refused one comes back."""
    return _send(request, MessageForm, "message", _contact_page)


def _send(request, form_class, name, page):
    if too_large(request, MAX_FILES):
        # Before anything of it is read: what was typed cannot come back.
        return page(request, form_class(), "Các tệp kèm theo quá lớn: mỗi tệp không quá 5 MB, nhiều nhất 3 tệp.", 413)
    form = form_class(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, form, "Chưa gửi được: hãy xem lại các ô có dòng báo lỗi.", 400)
    if error := refusal(request, name, SENT_PER_HOUR, SECONDS_TO_WRITE):
        return page(request, form, error, 400)
    question, files = form.save(commit=False), form.cleaned_data["files"]
    if form.is_from_robot():
        question.state, question.closed_at, files = Question.State.SPAM, timezone.now(), []
    data = form.cleaned_data
    question.sent_key = sent_key(
        name, request.POST["token"], data["name"], data["phone"], data["email"], data["title"], data["body"]
    )
    stored = handling.receive(question, files, request.build_absolute_uri("/"))
    return HttpResponseRedirect(f"{reverse('track_question')}?ma={stored.code}")


@require_safe
def track(request):
    """/hoi-dap/tra-cuu/?ma=: where a request stands, for who knows its code; never cached, never indexed."""
    tracked = tracking.look_up(
        request,
        Question.objects.select_related("department", "topic"),
        "Không tìm thấy mã này: hãy kiểm tra lại từng chữ. Yêu cầu cũ được xóa sau một năm.",
    )
    context = {"question": tracked.found, "breadcrumbs": [LIST, ("Tra cứu câu trả lời", None)]}
    return tracking.page(request, "questions/track.html", tracked, context)
