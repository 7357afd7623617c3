"""The newsroom's desk."""

from django import forms
from django.contrib import admin
from django.db import transaction
from django.utils.html import mark_safe
from import_export import fields, resources

from kttt.admin_site import AuthoredAdmin
from kttt.allowed_files import AllowedFileForm, AllowedVideoForm
from kttt.autocomplete import Autocompleting
from kttt.editor import EditorMixin
from kttt.export_formats import FORMATS, ExportMixin
from kttt.revision_pages import VersionedAdmin
from news import workflow
from news.article_statistics import StatisticsMixin
from news.desk.copies import CopiesMixin
from news.desk.forms import ArticleForm
from news.desk.steps import PUBLISHED, StageFilter, StepsMixin
from news.desk.versions import VersionsMixin
from news.from_word.desk import FromWordDesk
from news.models import (
    Article,
    ArticleFile,
    ArticlePhoto,
    ArticleVideo,
    Category,
    Comment,
    RoyaltyRate,
    Tag,
    Topic,
    Usefulness,
)
from news.reminders import ReminderFilter
from news.royalties import RoyaltiesMixin


@admin.register(Category)
class CategoryAdmin(VersionedAdmin):
    """Chuyên mục."""

    list_display = ("name", "parent", "position")
    list_editable = ("position",)
    search_fields = ("name",)
    filter_horizontal = ("publisher_groups", "publishers")


@admin.register(Topic)
class TopicAdmin(VersionedAdmin):
    """Sự kiện."""

    search_fields = ("name",)


@admin.register(Tag)
class TagAdmin(VersionedAdmin):
    """Thẻ."""

    search_fields = ("name",)


class ArticleVideoForm(AllowedVideoForm):
    """Asks for a file or an address, and for one of them only."""

    address = forms.URLField(
        label="Địa chỉ video ở nơi khác", assume_scheme="https", required=False, max_length=200,
        help_text="Chỉ dùng khi không có tệp video.",
    )  # fmt: skip

    def clean(self):
        data = super().clean()
        if not self.errors and bool(data.get("file")) == bool(data.get("address")):
            raise forms.ValidationError("Hãy chọn tệp video hoặc nhập địa chỉ video ở nơi khác, một trong hai.")
        return data


class ArticlePhotoInline(admin.TabularInline):
    """Bộ ảnh của bài viết."""

    model = ArticlePhoto
    fields = ("picture", "alt", "caption", "position")
    extra = 0


class ArticleVideoInline(admin.StackedInline):
    """Video của bài viết."""

    model = ArticleVideo
    form = ArticleVideoForm
    fields = ("file", "address", "title", "transcript")
    extra = 0


class ArticleFileInline(admin.TabularInline):
    """Tệp đính kèm bài viết."""

    model = ArticleFile
    form = AllowedFileForm
    fields = ("file", "title", "position")
    extra = 0


class ArticleResource(resources.ModelResource):
    """Columns of the export of articles: what a list of the year's articles needs, without their bodies."""

    title = fields.Field("title", column_name="Tiêu đề")
    category = fields.Field("category__name", column_name="Chuyên mục")
    author_name = fields.Field("author_name", column_name="Tác giả")
    source = fields.Field("source", column_name="Nguồn")
    publish_from = fields.Field("publish_from", column_name="Đăng từ")
    state = fields.Field(column_name="Tình trạng")
    address = fields.Field("get_absolute_url", column_name="Đường dẫn")

    class Meta:
        model = Article
        fields = ("title", "category", "author_name", "source", "publish_from", "state", "address")

    def dehydrate_state(self, article):
        return workflow.in_words(article)

    def filter_export(self, queryset, **kwargs):
        return queryset.select_related("category")


@admin.register(Article)
class ArticleAdmin(
    Autocompleting,
    FromWordDesk,
    CopiesMixin,
    StepsMixin,
    VersionsMixin,
    StatisticsMixin,
    RoyaltiesMixin,
    ExportMixin,
    EditorMixin,
    AuthoredAdmin,
):
    """Bài viết."""

    resource_classes = [ArticleResource]
    formats = FORMATS
    form = ArticleForm
    inlines = [ArticlePhotoInline, ArticleVideoInline, ArticleFileInline]
    list_display = ("title", "stands", "category", "publish_from", "author_name", "pinned", "featured")
    list_filter = (StageFilter, ReminderFilter, "category", "topic", "featured", "pinned", "publish_from")
    list_select_related = ("category",)
    date_hierarchy = "publish_from"
    autocomplete_fields = ("tags", "topic")
    readonly_fields = ("body_shown",)

    class Media:
        css = {"all": ["css/article-desk.css", "css/versions.css"]}
        js = ["js/working-copy.js"]

    def get_fieldsets(self, request, obj=None):
        """The hour of publishing is chosen with the button that publishes, and corrected here afterwards."""
        published = obj is not None and workflow.stage_of(obj) in PUBLISHED
        may_edit = obj is None or self.has_change_permission(request, obj)
        hours = ("publish_from", "publish_until") if published else ("publish_until",)
        return (
            (None, {"fields": ("title", "category", "kind", "lead", "body" if may_edit else "body_shown")}),
            ("Ảnh đại diện", {"fields": ("cover", "cover_alt", "cover_caption")}),
            ("Tác giả, nguồn, thẻ", {"fields": ("author_name", "source", "tags", "topic")}),
            (
                "Thời gian và vị trí",
                {"fields": (*hours, "pinned", "featured", "comments_open", "slug"), "classes": ("collapse",)},
            ),
        )

    def get_view_on_site_url(self, obj=None):
        return super().get_view_on_site_url(obj) if obj and obj.is_published() else None

    @admin.display(description="Nội dung")
    def body_shown(self, article):
        """The text for who may only read it; the column holds clean HTML alone."""
        return mark_safe(article.body)  # noqa: S308


@admin.register(Comment)
class CommentAdmin(VersionedAdmin):
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
        self.message_user(request, f"Đã duyệt {_move(queryset, Comment.State.APPROVED)} bình luận.")

    @admin.action(description="Không đăng các bình luận đã chọn", permissions=["change"])
    def reject(self, request, queryset):
        self.message_user(request, f"Không đăng {_move(queryset, Comment.State.REJECTED)} bình luận.")


def _move(comments, state):
    """Gives each comment the state, one version each; the number of comments."""
    with transaction.atomic():
        for comment in comments:
            comment.state = state
            comment.save(update_fields=["state"])
    return len(comments)


@admin.register(Usefulness)
class UsefulnessAdmin(admin.ModelAdmin):
    """Bạn đọc thấy bài có hữu ích không; chỉ để Ban Biên tập xem."""

    list_display = ("article", "useful", "remark", "created_at")
    list_filter = ("useful", "created_at")
    list_select_related = ("article",)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(RoyaltyRate)
class RoyaltyRateAdmin(VersionedAdmin):
    """Đơn giá nhuận bút."""

    list_display = ("kind", "amount", "valid_from")
    list_filter = ("kind",)
