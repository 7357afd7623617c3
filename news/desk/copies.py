"""No text is lost or overwritten in silence: the requests of static/js/working-copy.js, and what is offered back."""

from django.http import Http404, HttpResponseRedirect, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kttt import revisions
from news import working_copies
from news.models import Article


class CopiesMixin:
    """Part of the admin of articles."""

    def get_urls(self):
        # Not `admin_view`: whose session is over gets an answer that a script understands, not the page for signing in.
        view = never_cache(require_http_methods(["GET", "POST"])(self.working_copy_view))
        drop = self.admin_site.admin_view(require_POST(self.drop_copy_view))
        return [
            path("ban-dang-viet/", view, name="news_article_working_copy"),
            path("ban-dang-viet/<str:key>/bo/", drop, name="news_article_drop_copy"),
            *super().get_urls(),
        ]

    def working_copy_view(self, request):
        """GET: JSON {"user", "token"} of who is signed in. POST: keeps the form; JSON {"saved_at", "others", "newer"}.

        401 without a session, 409 where somebody else than `_user` is signed in, 403 without the right.
        """
        if not self.admin_site.has_permission(request):
            return JsonResponse({"signed_in": None}, status=401)
        who = {"user": str(request.user.pk), "signed_in": request.user.get_username()}
        if request.method == "GET":
            return JsonResponse(who | {"token": get_token(request)})
        if request.POST.get("_user") != who["user"]:
            return JsonResponse(who, status=409)
        key = request.POST.get("_copy", "")
        try:
            number = working_copies.article_number(key)
        except ValueError:
            return JsonResponse({"refused": "Trang này đã cũ: hãy chép lại phần đang viết rồi mở lại bài."}, status=400)
        article = Article.objects.filter(pk=number).first() if number else None
        if number and article is None:
            return JsonResponse({"refused": "Bài này đã bị xóa vĩnh viễn: hãy chép lại phần đang viết."}, status=403)
        if not (self.has_add_permission(request) or super().has_change_permission(request)):
            return JsonResponse({"refused": "Bạn không còn quyền viết bài: hãy chép lại phần đang viết."}, status=403)
        copy = working_copies.keep(request.user, key, request.POST if request.POST.get("_typed") else None)
        return JsonResponse(
            {
                "saved_at": f"{timezone.localtime(copy.saved_at):%H:%M:%S}" if copy.saved_at else "",
                "others": working_copies.others(request.user, key),
                "newer": _newer(article, request.POST.get("_version")),
            }
        )

    def drop_copy_view(self, request, key):
        """POST: deletes the own copy, and opens the article as it is stored."""
        try:
            number = working_copies.article_number(key)
        except ValueError as error:
            raise Http404 from error
        working_copies.drop(request.user, key)
        if number:
            return HttpResponseRedirect(reverse("admin:news_article_change", args=[number]))
        return HttpResponseRedirect(reverse("admin:news_article_add"))

    def get_object(self, request, object_id, from_field=None):
        """Locks what a form is about to save, so that of two who save at once the second is asked."""
        if request.method == "POST" and str(object_id).isdecimal():
            Article.objects.select_for_update(of=("self",)).filter(pk=object_id).first()
        return super().get_object(request, object_id, from_field)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        chosen = request.GET.get("ban", "")
        if chosen.isdecimal() and request.method == "GET":
            form.copy = working_copies.offered(request.user, obj).filter(pk=chosen).first()
        return form

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        copy = form.copy
        shown = QueryDict(mutable=True)
        if copy:
            shown.update({name: values[-1] for name, values in copy.data.items() if values})
        said = request.POST or shown
        context |= {
            "copy_used": copy,
            "copy_key": said.get("_copy") or working_copies.key_for(obj),
            "copy_version": said.get("_version") or str(revisions.latest(obj) if obj else 0),
            "offered": [] if copy or request.POST else working_copies.offered(request.user, obj)[:5],
            "conflict": form.conflict() if obj else None,
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        working_copies.drop(request.user, request.POST.get("_copy", ""))


def _newer(article, version):
    """Who saved the article after the version that a page shows, in words; "" if nobody did."""
    last = article.history.select_related("history_user").first() if article else None
    if last is None or str(last.pk) == version:
        return ""
    return f"{revisions.saved_by(last)} đã lưu bài này lúc {timezone.localtime(last.history_date):%H:%M %d/%m/%Y}."
