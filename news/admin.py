"""The newsroom's desk."""

from django import forms
from django.contrib import admin
from import_export import fields, resources
from import_export.admin import ExportMixin

from kttt.admin_site import AuthoredAdmin
from kttt.editor import EditorMixin
from kttt.export_formats import FORMATS
from kttt.publishing import State
from news.models import Article, Category, Comment, Tag, Topic


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    """Chuyên mục."""

    list_display = ("name", "parent", "position")
    list_editable = ("position",)
    search_fields = ("name",)


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    """Sự kiện."""

    search_fields = ("name",)


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    """Thẻ."""

    search_fields = ("name",)


class ArticleForm(forms.ModelForm):
    """Asks for what readers need: a description for every cover picture."""

    def clean(self):
        data = super().clean()
        if data.get("cover") and not data.get("cover_alt"):
            self.add_error("cover_alt", "Hãy mô tả ảnh cho người không nhìn thấy ảnh.")
        return data


class ArticleResource(resources.ModelResource):
    """Columns of the export of articles: what a list of the year's articles needs, without their bodies."""

    title = fields.Field("title", column_name="Tiêu đề")
    category = fields.Field("category__name", column_name="Chuyên mục")
    author_name = fields.Field("author_name", column_name="Tác giả")
    source = fields.Field("source", column_name="Nguồn")
    publish_from = fields.Field("publish_from", column_name="Đăng từ")
    state = fields.Field("get_state_display", column_name="Tình trạng")
    address = fields.Field("get_absolute_url", column_name="Đường dẫn")

    class Meta:
        model = Article
        fields = ("title", "category", "author_name", "source", "publish_from", "state", "address")

    def filter_export(self, queryset, **kwargs):
        return queryset.select_related("category")


@admin.register(Article)
class ArticleAdmin(ExportMixin, EditorMixin, AuthoredAdmin):
    """Bài viết."""

    resource_classes = [ArticleResource]
    formats = FORMATS
    form = ArticleForm
    list_display = ("title", "category", "state", "publish_from", "author_name", "pinned", "featured")
    list_filter = ("state", "category", "topic", "featured", "pinned", "publish_from")
    list_select_related = ("category",)
    date_hierarchy = "publish_from"
    autocomplete_fields = ("tags", "topic")
    fieldsets = (
        (None, {"fields": ("title", "category", "lead", "body", "state")}),
        ("Ảnh đại diện", {"fields": ("cover", "cover_alt", "cover_caption")}),
        ("Tác giả, nguồn, thẻ", {"fields": ("author_name", "source", "tags", "topic")}),
        (
            "Thời gian và vị trí",
            {"fields": ("publish_from", "publish_until", "pinned", "featured", "comments_open", "slug")},
        ),
    )

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        if obj is None and "state" in form.base_fields and request.user.has_perm("news.publish_article"):
            form.base_fields["state"].initial = State.PUBLISHED
        return form

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        """Who may not publish chooses among the states before it."""
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "state" and not request.user.has_perm("news.publish_article"):
            field.choices = [c for c in State.choices if c[0] in (State.DRAFT, State.PENDING)]
        return field

    def has_change_permission(self, request, obj=None):
        """What is public is changed only by who may publish."""
        allowed = super().has_change_permission(request, obj)
        if allowed and obj is not None and obj.state in (State.PUBLISHED, State.WITHDRAWN):
            return request.user.has_perm("news.publish_article")
        return allowed


@admin.register(Comment)
class CommentAdmin(admin.ModelAdmin):
    """Bình luận chờ duyệt."""

    list_display = ("name", "text", "article", "state", "created_at")
    list_filter = ("state", "created_at")
    list_editable = ("state",)
    list_select_related = ("article",)
    readonly_fields = ("article", "name", "text", "created_at")
    actions = ("approve", "reject")

    def has_add_permission(self, request):
        return False

    @admin.action(description="Duyệt đăng các bình luận đã chọn", permissions=["change"])
    def approve(self, request, queryset):
        self.message_user(request, f"Đã duyệt {queryset.update(state=Comment.State.APPROVED)} bình luận.")

    @admin.action(description="Không đăng các bình luận đã chọn", permissions=["change"])
    def reject(self, request, queryset):
        self.message_user(request, f"Không đăng {queryset.update(state=Comment.State.REJECTED)} bình luận.")
