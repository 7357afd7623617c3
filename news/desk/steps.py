"""The buttons by which an article goes its way, in the form, on the list and on the preview."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from news import preview, workflow
from news.desk.forms import StepForm
from news.models import Article, ArticleState

RETURNED = "returned"
PUBLISHED = (workflow.Stage.SCHEDULED, workflow.Stage.PUBLISHED, workflow.Stage.EXPIRED, workflow.Stage.WITHDRAWN)
SHOWN_EVENTS = 100


class StageFilter(admin.SimpleListFilter):
    """Articles by stage; what lies in the trash shows there alone."""

    title = "tình trạng"
    parameter_name = "stage"

    def lookups(self, request, model_admin):
        return [*workflow.Stage.choices, (RETURNED, "Bị trả lại")]

    def queryset(self, request, queryset):
        match self.value():
            case None:
                return queryset.exclude(state=ArticleState.TRASHED)
            case "returned":
                return queryset.filter(state=ArticleState.DRAFT).exclude(returned_because="")
        return queryset.filter(workflow.in_stage(self.value()))


class StepsMixin:
    """Part of the admin of articles: rights by stage, buttons instead of a state to choose, the trash, the log."""

    change_form_template = "admin/news/article.html"
    actions = ("trash_selected",)

    def has_change_permission(self, request, obj=None):
        """Who may change the text depends on the stage (`workflow.may_edit`)."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or workflow.may_edit(obj, request.user))

    def has_delete_permission(self, request, obj=None):
        """Only what lies in the trash is deleted for good."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or obj.state == ArticleState.TRASHED)

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected" if request.GET.get("stage") != ArticleState.TRASHED else "trash_selected", None)
        return actions

    @admin.action(description="Bỏ các bài đã chọn vào thùng rác", permissions=["change"])
    def trash_selected(self, request, queryset):
        """Each as its own button would."""
        done = 0
        for article in queryset.select_related("category"):
            try:
                workflow.perform(article, "trash", request.user)
                done += 1
            except workflow.Refused as refused:
                self.message_user(request, f"{article}: {' '.join(refused.messages)}", messages.ERROR)
        if done:
            self.message_user(request, f"Đã bỏ {done} bài vào thùng rác; lấy lại được.", messages.SUCCESS)

    @admin.display(description="Tình trạng", ordering="state")
    def stands(self, article):
        """The stage in words."""
        return workflow.in_words(article)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.user = request.user
        return form

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.step_view))
        return [path("<int:pk>/buoc/", view, name="news_article_step"), *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        article = obj or Article(created_by=request.user)
        steps = [step for step in workflow.possible(article, request.user) if obj or step.code != "trash"]
        context |= {
            "stage": workflow.in_words(article) if obj else "",
            "steps": steps,
            "may_edit": self.has_change_permission(request, obj) if obj else self.has_add_permission(request),
            "asks_reason": [step.label for step in steps if step.needs_reason],
            "asks_hour": any(step.hour != workflow.NO for step in steps),
            "said": {"reason": request.POST.get("_reason", ""), "at": request.POST.get("_at", "")},
            "events": obj.events.select_related("user")[:SHOWN_EVENTS] if obj else (),
            "preview": request.build_absolute_uri(preview.address(obj)) if obj else "",
            "trashed": obj is not None and obj.state == ArticleState.TRASHED,
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if request.POST.get("_action"):
            self._take(request, form.instance)

    def _take(self, request, article, seen=None):
        """Takes the step that the request names; says what came of it, and returns the article as it is now."""
        try:
            step = request.POST.get("_action", "")
            article = workflow.perform(article, step, request.user, **StepForm(request.POST).said(), seen=seen)
        except workflow.Refused as refused:
            self.message_user(request, " ".join(refused.messages), messages.ERROR)
            return article
        done = workflow.ACTIONS[step].done
        if article.is_published():
            address = article.get_absolute_url()
            done = format_html('{} <a href="{}">Xem “{}” trên trang</a>', done, address, article.title)
        else:
            done = f"{done} “{article.title}”: {workflow.in_words(article)}."
        self.message_user(request, done, messages.SUCCESS)
        return article

    def response_add(self, request, obj, post_url_continue=None):
        if request.POST.get("_action"):
            return self.response_post_save_add(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        if request.POST.get("_overwrite"):
            self.message_user(request, "Đã lưu bản của bạn; bản kia vẫn còn trong “Lịch sử”.", messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:news_article_change", args=[obj.pk]))
        if request.POST.get("_action"):
            return self.response_post_save_change(request, obj)
        return super().response_change(request, obj)

    def step_view(self, request, pk):
        """POST: takes a step without changing the text, then leads to `next` (an address of ours) or the article."""
        article = get_object_or_404(Article, pk=pk)
        if not self.has_view_or_change_permission(request, article):
            raise PermissionDenied
        self._take(request, article, seen=request.POST.get("_version"))
        back = request.POST.get("next", "")
        if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
            back = reverse("admin:news_article_change", args=[pk])
        return HttpResponseRedirect(back)
