"""Drafts that take opinions, and the desk where staff read, answer and show opinions."""

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from documents import drafts, opinions
from documents.models import Consultation, ConsultationFile, DraftArticle, Opinion, OpinionFile, Remark
from kttt.admin_site import AuthoredAdmin
from kttt.allowed_files import AllowedFileForm
from kttt.autocomplete import Autocompleting
from kttt.revision_pages import VersionedAdmin
from kttt.sent_files import hand_to_staff
from kttt.tracking import read_code

USUAL_DAYS = 20
PUBLISH, KEEP, SPAM = "publish", "keep", "spam"
STATES = {PUBLISH: Opinion.State.PUBLISHED, KEEP: Opinion.State.KEPT, SPAM: Opinion.State.SPAM}
# What each button says afterwards.
DONE = {
    PUBLISH: "Đã đăng.",
    KEEP: "Đã tiếp nhận, không đăng; chỉ người có mã tra cứu đọc được.",
    SPAM: f"Đã chuyển vào thư rác; sau {opinions.SPAM_DAYS} ngày sẽ bị xóa.",
    "": "Đã lưu.",
}


class ConsultationForm(forms.ModelForm):
    """Takes the whole text of a draft too, instead of one article after the other."""

    whole_text = forms.CharField(
        label="Dán toàn văn dự thảo",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField"}),
        help_text="Tự tách thành từng điều theo các dòng “Điều 1. …” và thêm vào danh sách bên dưới; sửa lại được.",
    )

    def clean_whole_text(self):
        given = self.cleaned_data["whole_text"]
        found = drafts.articles(given)
        if given.strip() and not found:
            raise forms.ValidationError("Không thấy dòng nào bắt đầu bằng “Điều 1. …”: hãy kiểm tra lại hoặc nhập tay.")
        return found


class ConsultationFileInline(admin.TabularInline):
    """Hồ sơ dự thảo."""

    model = ConsultationFile
    form = AllowedFileForm
    fields = ("paper", "file", "title", "position")
    extra = 1


class DraftArticleInline(admin.TabularInline):
    """Các điều của dự thảo."""

    model = DraftArticle
    fields = ("label", "title", "text", "position")
    extra = 0


@admin.register(Consultation)
class ConsultationAdmin(Autocompleting, AuthoredAdmin):
    """Lấy ý kiến dự thảo."""

    form = ConsultationForm
    list_display = ("title", "type", "drafter", "opens_on", "closes_on", "state")
    list_filter = ("state", "type", "drafter")
    list_select_related = ("type", "drafter")
    autocomplete_fields = ("type", "drafter", "document")
    date_hierarchy = "closes_on"
    inlines = [ConsultationFileInline, DraftArticleInline]
    fieldsets = (
        (None, {"fields": ("title", "type", "drafter", "summary", "state")}),
        ("Thời gian lấy ý kiến", {"fields": ("opens_on", "closes_on")}),
        ("Sau khi kết thúc", {"fields": ("outcome", "document")}),
        ("Thời gian đăng", {"fields": ("publish_from", "publish_until"), "classes": ("collapse",)}),
        ("Các điều", {"fields": ("whole_text",)}),
    )

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if obj.days < USUAL_DAYS:
            said = f"Thời gian lấy ý kiến là {obj.days} ngày; thường ít nhất {USUAL_DAYS} ngày kể từ ngày đăng."
            self.message_user(request, said, messages.WARNING)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        draft, found = form.instance, form.cleaned_data.get("whole_text") or []
        last = draft.articles.order_by("position").last()
        first = last.position + 1 if last else 1
        for position, (label, title, text) in enumerate(found, first):
            DraftArticle.objects.create(
                consultation=draft, label=label, title=title, text=text, position=position
            )  # fmt: skip

    def delete_model(self, request, obj):
        opinions.delete(obj.opinions.all())
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        opinions.delete(Opinion.objects.filter(consultation__in=queryset))
        super().delete_queryset(request, queryset)


class RemarkInline(admin.StackedInline):
    """What an opinion says of each article, and the answer."""

    model = Remark
    fields = ("said", "text", "response", "answer")
    readonly_fields = ("said",)
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("article").by_article()

    @admin.display(description="Nguyên văn (chỉ cán bộ đọc được)")
    def said(self, remark):
        """What the sender wrote."""
        return remark.original or "(đã xóa)"


@admin.register(Opinion)
class OpinionAdmin(VersionedAdmin):
    """Góp ý cho dự thảo."""

    change_form_template = "admin/documents/opinion.html"
    list_display = ("code", "consultation", "created_at", "state", "answered")
    list_filter = ("state", "consultation")
    list_select_related = ("consultation",)
    search_fields = ("code",)
    list_per_page = 50
    inlines = [RemarkInline]
    actions = ("forget_senders",)

    class Media:
        css = {"all": ["css/question-desk.css"]}

    def has_add_permission(self, request):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("consultation")

    def get_fieldsets(self, request, obj=None):
        """None: what was sent stands above the remarks and is nobody's to edit."""
        return []

    def get_search_results(self, request, queryset, search_term):
        code = read_code(search_term)
        return (queryset.filter(code=code) if code else queryset.none()) if search_term else queryset, False

    def get_view_on_site_url(self, obj=None):
        return obj.consultation.get_absolute_url() if obj and obj.is_public else None

    @admin.display(description="Đã trả lời", boolean=True)
    def answered(self, opinion):
        """Whether every remark has its response."""
        return opinion.answered_at is not None

    def get_urls(self):
        view = self.admin_site.admin_view(require_safe(self.file_view))
        return [path("<int:pk>/tep/<int:file>/", view, name="documents_opinionfile"), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        opinion = self.get_object(request, object_id)
        context = {**(extra_context or {}), "opinion": opinion, "title": f"Góp ý {opinion}"}
        if opinion:
            # Whoever only reads opinions needs no address to write to.
            may_change = self.has_change_permission(request, opinion)
            context |= {"files": opinion.files.all(), "contact_shown": may_change}
        return super().change_view(request, object_id, form_url, context)

    def save_model(self, request, obj, form, change):
        if state := STATES.get(request.POST.get("_step", "")):
            opinions.close(obj, state)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        opinions.note_answers(form.instance, request.build_absolute_uri("/"))

    def response_change(self, request, obj):
        done = DONE.get(request.POST.get("_step", ""), DONE[""])
        self.message_user(request, f"{obj.code}: {done}", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:documents_opinion_changelist"))

    def delete_model(self, request, obj):
        opinions.delete(Opinion.objects.filter(pk=obj.pk))

    def delete_queryset(self, request, queryset):
        opinions.delete(queryset)

    @admin.action(description="Xóa thông tin người gửi của các góp ý đã chọn", permissions=["delete"])
    def forget_senders(self, request, queryset):
        """Does at once, for a sender who asks for it, what the schedule does after a year."""
        for opinion in queryset:
            opinions.forget_sender(opinion)
        self.message_user(request, f"Đã xóa thông tin người gửi của {len(queryset)} góp ý.", messages.SUCCESS)

    def file_view(self, request, pk, file):
        """A file that came with an opinion."""
        if not self.has_view_permission(request):
            raise Http404
        return hand_to_staff(get_object_or_404(OpinionFile, pk=file, opinion=pk))
