"""The versions of an article on the desk: all of them, two side by side, one brought back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from kttt import revisions
from news import workflow
from news.models import TOLD_FIELDS, Article

SHOWN = 200
# Not text: bringing a version back neither moves the article in time nor changes its address or place.
LEFT = ("publish_from", "publish_until", "slug", "pinned", "featured", "comments_open")


class VersionsMixin:
    """Part of the admin of articles."""

    def get_urls(self):
        admin_view = self.admin_site.admin_view
        return [
            path("<int:pk>/ban/so-sanh/", admin_view(require_safe(self.compare_view)), name="news_article_compare"),
            path("<int:pk>/ban/<int:version>/lay-lai/", admin_view(require_POST(self.restore_view)),
                 name="news_article_restore"),
            *super().get_urls(),
        ]  # fmt: skip

    def history_view(self, request, object_id, extra_context=None):
        """GET: the log and the versions of an article, newest first."""
        article = self._seen(request, object_id)
        versions = list(article.history.select_related("history_user").defer("body", "lead")[:SHOWN])
        context = {
            "title": f"Nhật ký và các bản: {article}",
            "events": article.events.select_related("user")[:SHOWN],
            "versions": versions,
            "newest": versions[0] if versions else None,
            "previous": versions[1] if len(versions) > 1 else None,
        }
        return self._page(request, article, "versions", context)

    def compare_view(self, request, pk):
        """GET with `cu` and `moi`, ids of two versions: what differs, side by side."""
        article = self._seen(request, pk)
        kept = article.history.select_related("history_user")
        chosen = [value if value.isdecimal() else 0 for value in (request.GET.get(name, "") for name in ("cu", "moi"))]
        old, new = sorted((get_object_or_404(kept, pk=value) for value in chosen), key=lambda version: version.pk)
        context = {
            "title": f"So sánh hai bản: {article}",
            "old": old,
            "new": new,
            "differences": revisions.differences(old, new),
            "may_edit": workflow.may_edit(article, request.user),
        }
        return self._page(request, article, "compare", context)

    def restore_view(self, request, pk, version):
        """POST: makes the article's text what it was; a new version, so nothing is lost."""
        with transaction.atomic():
            article = get_object_or_404(Article.objects.select_for_update(of=("self",)), pk=pk)
            if not self.has_change_permission(request, article):
                raise PermissionDenied
            chosen = get_object_or_404(article.history, pk=version)
            article.text_changed(TOLD_FIELDS)
            revisions.restore(article, chosen, request.user, LEFT)
        said = (
            f"Đã lấy lại bản lúc {timezone.localtime(chosen.history_date):%H:%M %d/%m/%Y}; bản vừa thay vẫn còn ở đây."
        )
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:news_article_history", args=[pk]))

    def _seen(self, request, pk):
        article = get_object_or_404(Article.objects.select_related("category"), pk=pk if str(pk).isdecimal() else 0)
        if not self.has_view_or_change_permission(request, article):
            raise PermissionDenied
        return article

    def _page(self, request, article, name, context):
        context = {**self.admin_site.each_context(request), "opts": self.opts, "article": article, **context}
        return TemplateResponse(request, f"admin/news/{name}.html", context)
