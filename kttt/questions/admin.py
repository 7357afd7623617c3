"""The desk where staff answer readers: a list by deadline, and a page with the request, the answer and some buttons."""

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from kttt.admin_site import FoldedSearchAdmin
from kttt.editor import EditorMixin
from kttt.mailing import queue
from kttt.questions import forgetting, handling, letters
from kttt.questions.models import Attachment, Question, Topic
from kttt.revision_pages import VersionedAdmin
from kttt.sent_files import hand_to_staff
from kttt.tracking import read_code

PUBLISH, ANSWER, ASSIGN, REFUSE, SPAM = "publish", "answer", "assign", "refuse", "spam"
# What each button says afterwards.
DONE = {
    PUBLISH: "Đã trả lời và công khai.",
    ANSWER: "Đã trả lời riêng; chỉ người có mã tra cứu đọc được.",
    ASSIGN: "Đã chuyển phòng.",
    REFUSE: "Đã từ chối; người gửi đọc được lý do.",
    SPAM: f"Đã chuyển vào thư rác; sau {forgetting.SPAM_DAYS} ngày sẽ bị xóa.",
    "": "Đã lưu.",
}


@admin.register(Topic)
class TopicAdmin(VersionedAdmin):
    """Lĩnh vực hỏi đáp."""

    list_display = ("name", "department", "position")
    list_editable = ("position",)
    list_select_related = ("department",)
    prepopulated_fields = {"slug": ("name",)}


class AnswerForm(forms.ModelForm):
    """Asks for what the pressed button needs."""

    class Meta:
        widgets = {
            name: forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}) for name in ("legal_basis", "reason")
        }

    def clean(self):
        data, step = super().clean(), self.data.get("_step", "")
        needed = {
            PUBLISH: ("answer", "Hãy viết câu trả lời trước khi công khai."),
            ANSWER: ("answer", "Hãy viết câu trả lời."),
            ASSIGN: ("department", "Hãy chọn phòng xử lý."),
            REFUSE: ("reason", "Hãy ghi lý do để người gửi biết."),
        }
        field, sentence = needed.get(step, (None, ""))
        if field and not data.get(field):
            self.add_error(field, sentence)
        if step == PUBLISH and not self.instance.public_wanted:
            self.add_error(None, "Tin gửi từ trang Liên hệ là việc riêng nên không công khai được: hãy trả lời riêng.")
        return data


class DeadlineFilter(admin.SimpleListFilter):
    """Open requests by whether there is still time."""

    title = "thời hạn"
    parameter_name = "han"

    def lookups(self, request, model_admin):
        return [("qua-han", "Quá hạn"), ("con-han", "Đang chờ, còn hạn")]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        match self.value():
            case "qua-han":
                return queryset.open().filter(due_on__lt=today)
            case "con-han":
                return queryset.open().filter(due_on__gte=today)
        return queryset


@admin.register(Question)
class QuestionAdmin(EditorMixin, FoldedSearchAdmin):
    """Câu hỏi và tin nhắn của người dân."""

    form = AnswerForm
    change_form_template = "admin/questions/question.html"
    list_display = ("code", "title", "deadline", "stands", "department")
    list_display_links = ("code", "title")
    list_filter = (DeadlineFilter, "state", "department", "topic", "public_wanted")
    list_select_related = ("department",)
    actions = ("forget_senders",)

    class Media:
        css = {"all": ["css/question-desk.css"]}

    fieldsets = (
        ("Nội dung sẽ công khai", {"fields": ("title", "body", "topic")}),
        ("Trả lời", {"fields": ("answer", "legal_basis")}),
        ("Xử lý", {"fields": ("department", "due_on", "reason")}),
    )

    def has_add_permission(self, request):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("department", "topic")

    def get_view_on_site_url(self, obj=None):
        return obj.get_absolute_url() if obj and obj.is_public else None

    def get_search_results(self, request, queryset, search_term):
        if code := read_code(search_term):
            return queryset.filter(code=code), False
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description="Thời hạn", ordering="due_on")
    def deadline(self, question):
        """How long there is still time, or how long there was none."""
        if not question.is_open:
            return ""
        if late := question.days_overdue():
            return format_html('<strong class="overdue">Quá hạn {} ngày</strong>', late)
        return f"Đến {question.due_on:%d/%m/%Y}"

    @admin.display(description="Trạng thái", ordering="state")
    def stands(self, question):
        """The state, and whether the answer stands on /hoi-dap/."""
        return f"{question.get_state_display()}{', công khai' if question.is_public else ''}"

    def get_urls(self):
        view = self.admin_site.admin_view(require_safe(self.file_view))
        own = path("<int:pk>/tep/<int:attachment>/", view, name="questions_attachment")
        return [own, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        question = self.get_object(request, object_id)
        context = {**(extra_context or {}), "question": question, "title": f"Yêu cầu {question}"}
        if question:
            context |= {
                "attachments": question.attachments.all(),
                "steps": question.steps.select_related("by"),
                "unsent": any(queue.is_late(kind, question.pk) for kind in (letters.ARRIVED, letters.CLOSED)),
            }
        return super().change_view(request, object_id, form_url, context)

    def save_model(self, request, obj, form, change):
        step, site = request.POST.get("_step", ""), request.build_absolute_uri("/")
        if step in (PUBLISH, ANSWER):
            handling.answer(obj, request.user, site, public=step == PUBLISH)
        elif step == REFUSE:
            handling.refuse(obj, request.user, site)
        elif step == SPAM:
            handling.mark_as_spam(obj, request.user)
        elif step == ASSIGN or (obj.is_open and obj.department and "department" in form.changed_data):
            handling.assign(obj, request.user, site)
        else:
            obj.save()

    def response_change(self, request, obj):
        done = DONE.get(request.POST.get("_step", ""), DONE[""])
        self.message_user(request, f"{obj.code}: {done}", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:questions_question_changelist"))

    def delete_model(self, request, obj):
        forgetting.delete(Question.objects.filter(pk=obj.pk))

    def delete_queryset(self, request, queryset):
        forgetting.delete(queryset)

    @admin.action(description="Xóa thông tin người gửi của các yêu cầu đã chọn", permissions=["delete"])
    def forget_senders(self, request, queryset):
        """Does at once, for a sender who asks for it, what the schedule does after a year."""
        for question in queryset:
            forgetting.forget_sender(question)
        self.message_user(request, f"Đã xóa thông tin người gửi của {len(queryset)} yêu cầu.", messages.SUCCESS)

    def file_view(self, request, pk, attachment):
        """A file that came with a request."""
        if not self.has_view_permission(request):
            raise Http404
        return hand_to_staff(get_object_or_404(Attachment, pk=attachment, question=pk))
