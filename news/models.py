"""News: what an editor writes and what readers say of it."""

import datetime
import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import strip_tags

from kttt import text
from kttt.body_pictures import PictureInWidthsField
from kttt.derived import FoldedField, SortKeyField
from kttt.moved.models import KeepsOldAddress
from kttt.private_files import PrivateFile, private_storage, random_path
from kttt.publishing import PublicContent, PublicQuerySet, Publishable, PublishedQuerySet
from kttt.revisions import Revisions
from kttt.richtext import RichTextField

# Words of the addresses below /tin-tuc/ that no category may take.
RESERVED_SLUGS = (
    "su-kien", "the", "tac-gia", "luu-tru", "danh-gia", "binh-luan", "xem-truoc", "xem-nhieu", "tep", "video", "huu-ich"
)  # fmt: skip


def validate_not_reserved(slug):
    """Raises ValidationError for a slug that is a word of the site's own addresses."""
    if slug in RESERVED_SLUGS:
        raise ValidationError("Đường dẫn này dành riêng cho hệ thống: hãy chọn đường dẫn khác.")


class CategoryQuerySet(PublicQuerySet):
    """Sections by who may publish in them."""

    def open_to(self, user):
        """Sections in which `user`, who may publish at all, may do so: those that name nobody, or name the user."""
        if user.is_superuser:
            return self
        named = Q(publisher_groups__in=user.groups.all()) | Q(publishers=user)
        return self.filter(Q(publisher_groups=None, publishers=None) | named).distinct()


class Category(KeepsOldAddress, PublicContent):
    """A section of the news (chuyên mục); sections may lie within sections."""

    name = models.CharField("tên", max_length=120)
    slug = models.SlugField("đường dẫn", max_length=100, unique=True, validators=[validate_not_reserved])
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="thuộc chuyên mục"
    )
    description = models.CharField("giới thiệu", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    publisher_groups = models.ManyToManyField(
        "auth.Group", blank=True, related_name="+", verbose_name="nhóm được đăng",
        help_text="Bỏ trống cả hai ô: ai có quyền xuất bản đều đăng được. Chuyên mục con chọn riêng.",
    )  # fmt: skip
    publishers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name="người được đăng"
    )

    objects = CategoryQuerySet.as_manager()
    history = Revisions(links=["publisher_groups", "publishers"])

    class Meta:
        verbose_name = "chuyên mục"
        verbose_name_plural = "chuyên mục"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("category", args=[self.slug])

    def with_descendants(self):
        """Ids of this category and all below it. Reads the whole table once: it has a few dozen rows."""
        children = {}
        for pk, parent in Category.objects.values_list("pk", "parent_id"):
            children.setdefault(parent, []).append(pk)
        found, queue = [], [self.pk]
        while queue:
            pk = queue.pop()
            if pk not in found:
                found.append(pk)
                queue += children.get(pk, [])
        return found


class Topic(KeepsOldAddress, PublicContent):
    """An event that several articles follow (sự kiện)."""

    name = models.CharField("tên", max_length=150)
    slug = models.SlugField("đường dẫn", max_length=100, unique=True)
    sort_key = SortKeyField(sources=["name"])

    history = Revisions()

    class Meta:
        verbose_name = "sự kiện"
        verbose_name_plural = "sự kiện"
        ordering = ["sort_key"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("topic", args=[self.slug])


class Tag(KeepsOldAddress, PublicContent):
    """A key word that readers follow."""

    name = models.CharField("tên", max_length=80, unique=True)
    slug = models.SlugField("đường dẫn", max_length=100, unique=True)
    sort_key = SortKeyField(sources=["name"])

    history = Revisions()

    class Meta:
        verbose_name = "thẻ"
        verbose_name_plural = "thẻ"
        ordering = ["sort_key"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("tag", args=[self.slug])


class ArticleQuerySet(PublishedQuerySet):
    """Reads in the newsroom's own words."""

    def newest_first(self):
        """In the order of lists: pinned, then newest."""
        return self.order_by("-pinned", "-publish_from", "-pk")

    def for_lists(self):
        """With what a list shows and without the bodies."""
        return self.select_related("category").defer("body", "folded")

    def for_page(self):
        """With what the page of one article shows of it, in one query: where it lies, video, what it has."""
        return self.select_related("category", "topic", "video").annotate(
            has_photos=Exists(ArticlePhoto.objects.filter(article=OuterRef("pk"))),
            has_files=Exists(ArticleFile.objects.filter(article=OuterRef("pk"))),
        )

    def newer_than(self, article):
        """Articles published after `article`, nearest first."""
        return self.filter(publish_from__gt=article.publish_from).order_by("publish_from", "pk")

    def older_than(self, article):
        """Articles published before `article` or, at the same minute, entered before it; nearest first."""
        before = models.Q(publish_from__lt=article.publish_from)
        same = models.Q(publish_from=article.publish_from, pk__lt=article.pk)
        return self.filter(before | same).order_by("-publish_from", "-pk")

    def author_at(self, slug):
        """The name under articles that the address `slug` of an author stands for; None where nobody bears it."""
        names = self.exclude(author_name="").order_by().values_list("author_name", flat=True).distinct()
        return next((name for name in names if text.slug(name) == slug), None)

    def of_time(self, year, month=None):
        """Articles of a year, or of one month of it, by Vietnam time."""
        found = self.filter(publish_from__year=year)
        return found.filter(publish_from__month=month) if month else found

    def in_topic_of(self, article):
        """The other articles of the article's topic, newest first; none where it has no topic."""
        if not article.topic_id:
            return self.none()
        return self.filter(topic=article.topic_id).exclude(pk=article.pk).order_by("-publish_from", "-pk")

    def sharing_tags_with(self, article):
        """Articles of no or another topic by how many tags they share with `article`, then newest first; one query."""
        tagged = Article.tags.through.objects
        own = tagged.filter(article=article).values("tag")
        found = self.filter(pk__in=tagged.filter(tag__in=own).values("article")).exclude(pk=article.pk)
        if article.topic_id:
            found = found.exclude(topic=article.topic_id)
        shared = found.annotate(shared=Count("tags", filter=Q(tags__in=own)))
        return shared.order_by("-shared", "-publish_from", "-pk")


# What readers read of an article: a change of one of these after publishing is told as an update.
TOLD_FIELDS = frozenset({"title", "lead", "body", "cover", "cover_caption", "author_name", "source"})
# Corrections within these minutes of publishing are no news of their own.
UPDATE_AFTER = datetime.timedelta(minutes=15)
WORDS_A_MINUTE = 200


class ArticleState(models.TextChoices):
    """Where an article stands; `workflow` says how it gets there. `published()` asks for one of them alone."""

    DRAFT = "draft", "Bản nháp"
    SUBMITTED = "submitted", "Chờ biên tập"
    PENDING = "pending", "Chờ duyệt"
    PUBLISHED = "published", "Xuất bản"
    WITHDRAWN = "withdrawn", "Đã gỡ"
    TRASHED = "trashed", "Trong thùng rác"


def new_preview_key():
    """A random key: with another one, links to an article's preview that were given away lead nowhere."""
    return secrets.token_hex(8)


class Article(Publishable):
    """A piece of news. Its state changes in `workflow.perform` alone."""

    class Kind(models.TextChoices):
        NOTE = "note", "Tin"
        TEXT = "text", "Bài viết"
        PHOTO = "photo", "Phóng sự ảnh"
        VIDEO = "video", "Video"

    state = models.CharField(
        "trạng thái", max_length=12, choices=ArticleState, default=ArticleState.DRAFT, editable=False
    )
    title = models.CharField("tiêu đề", max_length=250)
    slug = models.SlugField(
        "đường dẫn", max_length=100, blank=True, help_text="Bỏ trống để tự đặt theo tiêu đề (không dấu)."
    )
    category = models.ForeignKey(Category, models.PROTECT, related_name="articles", verbose_name="chuyên mục")
    lead = models.TextField("sa-pô", blank=True, help_text="Một đến ba câu tóm tắt, hiện đậm dưới tiêu đề.")
    body = RichTextField("nội dung")
    cover = PictureInWidthsField("ảnh đại diện", upload_to="articles/%Y", blank=True,
                                 width_field="cover_width", height_field="cover_height")  # fmt: skip
    cover_width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    cover_height = models.PositiveIntegerField(null=True, blank=True, editable=False)
    cover_alt = models.CharField(
        "mô tả ảnh", max_length=250, blank=True, help_text="Ảnh cho thấy gì: đọc cho người không nhìn thấy ảnh."
    )
    cover_caption = models.CharField(
        "chú thích ảnh", max_length=300, blank=True, help_text="Dòng chữ dưới ảnh: ai, ở đâu, khi nào."
    )
    author_name = models.CharField("tác giả", max_length=120, blank=True)
    source = models.CharField("nguồn", max_length=200, blank=True, help_text="Bắt buộc nếu lấy tin của nơi khác.")
    tags = models.ManyToManyField(Tag, blank=True, related_name="articles", verbose_name="thẻ")
    topic = models.ForeignKey(
        Topic, models.SET_NULL, null=True, blank=True, related_name="articles", verbose_name="sự kiện"
    )
    kind = models.CharField("thể loại", max_length=10, choices=Kind, default=Kind.TEXT)
    text_changed_at = models.DateTimeField("nội dung sửa lúc", null=True, blank=True, editable=False)
    featured = models.BooleanField("tin nổi bật", default=False, help_text="Hiện ở khối nổi bật.")
    comments_open = models.BooleanField("cho phép bình luận", default=True)
    rating_total = models.PositiveIntegerField("tổng số điểm", default=0, editable=False)
    rating_count = models.PositiveIntegerField("số đánh giá", default=0, editable=False)
    returned_because = models.TextField("lý do trả lại", blank=True, editable=False)
    preview_key = models.CharField(max_length=16, default=new_preview_key, editable=False)
    folded = FoldedField(sources=["title", "lead"])

    objects = ArticleQuerySet.as_manager()
    history = Revisions(
        leave_out=["rating_total", "rating_count", "preview_key", "cover_width", "cover_height", "text_changed_at"],
        links=[tags],
        forget_deleted=True,
    )

    class Meta:
        verbose_name = "bài viết"
        verbose_name_plural = "bài viết"
        ordering = ["-publish_from", "-pk"]
        permissions = [
            ("edit_article", "Biên tập bài viết của người khác"),
            ("publish_article", "Xuất bản bài viết"),
            ("export_article", "Xuất bài viết"),
        ]
        indexes = [
            models.Index(fields=["state", "-pinned", "-publish_from", "-id"], name="article_newest"),
            models.Index(fields=["category", "state", "-pinned", "-publish_from", "-id"], name="article_in_category"),
        ]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = text.slug(self.title)
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "slug"}
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("article", args=[self.category.slug, self.slug, self.pk])

    @property
    def author_url(self):
        """The address of what the same author wrote; "" where the name has no letter to make one of."""
        slug = text.slug(self.author_name)
        return reverse("author", args=[slug]) if slug else ""

    def text_changed(self, fields):
        """Notes (without saving) that an editor changed `fields`; what is published anew has no updates yet."""
        if {"state", "publish_from"} & set(fields):
            self.text_changed_at = None
        elif self.is_published() and TOLD_FIELDS & set(fields):
            self.text_changed_at = timezone.now()

    @property
    def updated_for_readers(self):
        """When the published text last changed, an aware datetime; None where it stands as it was published."""
        changed = self.text_changed_at
        return changed if changed and changed >= self.publish_from + UPDATE_AFTER else None

    @cached_property
    def reading_minutes(self):
        """Whole minutes (at least 1) that lead and body take at 200 syllables a minute."""
        words = len(f"{self.lead} {strip_tags(self.body)}".split())
        return max(1, round(words / WORDS_A_MINUTE))

    def rate(self, stars):
        """Adds one vote of 1–5 stars; exact when several come at once."""
        if not 1 <= stars <= 5:
            raise ValueError("A vote has 1 to 5 stars.")
        Article.objects.filter(pk=self.pk).update(
            rating_total=F("rating_total") + stars, rating_count=F("rating_count") + 1
        )


class ArticleEvent(models.Model):
    """One step of an article's way, written by `workflow.perform`: who did what when, from where to where, and why."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="events", verbose_name="bài viết")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="người làm"
    )
    at = models.DateTimeField("lúc", auto_now_add=True)
    action = models.CharField("việc", max_length=12)
    said = models.CharField("việc, bằng lời", max_length=120)
    from_state = models.CharField("từ", max_length=12, choices=ArticleState)
    to_state = models.CharField("thành", max_length=12, choices=ArticleState)
    reason = models.TextField("lý do", blank=True)

    class Meta:
        verbose_name = "bước của bài viết"
        verbose_name_plural = "các bước của bài viết"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.said


class WorkingCopy(models.Model):
    """What somebody has typed into an article's form and not saved, or that it is open (`news.working_copies`).

    `key`: what the page calls it; `data`: {field: [values]} as a browser sends them. Deleted on saving,
    or after a month.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="người viết")
    article = models.ForeignKey(
        Article, models.CASCADE, null=True, related_name="working_copies", verbose_name="bài viết"
    )
    key = models.CharField("khóa", max_length=40)
    data = models.JSONField("nội dung", default=dict)
    saved_at = models.DateTimeField("giữ lúc", null=True)
    seen_at = models.DateTimeField("mở lúc")

    class Meta:
        verbose_name = "bản đang viết"
        verbose_name_plural = "bản đang viết"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="working_copy_of_user")]

    def __str__(self):
        return self.title

    @property
    def title(self):
        """The title as typed so far."""
        return (self.data.get("title") or [""])[0] or "(chưa có tiêu đề)"


class CommentQuerySet(PublicQuerySet):
    """Comments by state."""

    def published(self, at=None):
        """Comments that a moderator let pass."""
        return self.filter(state=Comment.State.APPROVED)


class Comment(PublicContent):
    """A reader's remark; shown once a moderator has approved it."""

    class State(models.TextChoices):
        PENDING = "pending", "Chờ duyệt"
        APPROVED = "approved", "Đã duyệt"
        REJECTED = "rejected", "Không đăng"

    article = models.ForeignKey(Article, models.CASCADE, related_name="comments", verbose_name="bài viết")
    name = models.CharField("họ tên", max_length=80)
    text = models.TextField("nội dung", max_length=2000)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.PENDING)
    created_at = models.DateTimeField("gửi lúc", auto_now_add=True)

    objects = CommentQuerySet.as_manager()
    history = Revisions(leave_out=["name", "text"], forget_deleted=True)

    class Meta:
        verbose_name = "bình luận"
        verbose_name_plural = "bình luận"
        ordering = ["created_at"]
        indexes = [models.Index(fields=["article", "state", "created_at"], name="comment_of_article")]

    def __str__(self):
        return f"{self.name}: {self.text[:60]}"


class ArticleFile(PrivateFile):
    """A file that readers download with an article."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="files", verbose_name="bài viết")

    history = Revisions()

    class Meta(PrivateFile.Meta):
        verbose_name = "tệp đính kèm"
        verbose_name_plural = "tệp đính kèm"

    def get_absolute_url(self):
        return reverse("article_file", args=[self.article_id, self.pk])


class ArticlePhoto(PublicContent):
    """A picture of an article's gallery."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="photos", verbose_name="bài viết")
    picture = PictureInWidthsField("ảnh", upload_to="articles/%Y", width_field="width", height_field="height")
    width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    height = models.PositiveIntegerField(null=True, blank=True, editable=False)
    alt = models.CharField("mô tả ảnh", max_length=250, help_text="Ảnh cho thấy gì: đọc cho người không nhìn thấy ảnh.")
    caption = models.CharField("chú thích ảnh", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    history = Revisions()

    class Meta:
        verbose_name = "ảnh của bài viết"
        verbose_name_plural = "ảnh của bài viết"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.caption or self.alt


class ArticleVideo(PrivateFile):
    """The video of an article: a file of our own, or the address of one elsewhere, which is only linked to."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="video", verbose_name="bài viết")
    file = models.FileField(
        "tệp video", upload_to=random_path, storage=private_storage, blank=True, help_text="Tệp .mp4 hoặc .webm."
    )
    address = models.URLField("địa chỉ video ở nơi khác", blank=True, help_text="Chỉ dùng khi không có tệp video.")
    transcript = models.TextField("lời trong video", blank=True, help_text="Cho người không nghe được, không xem được.")

    history = Revisions()

    class Meta(PrivateFile.Meta):
        verbose_name = "video của bài viết"
        verbose_name_plural = "video của bài viết"

    def __str__(self):
        return self.title or self.name or "Video"

    def get_absolute_url(self):
        return reverse("article_video", args=[self.article_id])


class Usefulness(models.Model):
    """A reader's word on whether an article helped; never shown to the public, says nothing of who it was.

    `PERSONAL` fields are free words, in which people write of themselves all the same (Luật 91/2025/QH15): read by the
    newsroom alone, and forgotten after a time (`news.forgetting`).
    """

    PERSONAL = ("remark",)

    article = models.ForeignKey(Article, models.CASCADE, related_name="usefulness", verbose_name="bài viết")
    useful = models.BooleanField("hữu ích")
    remark = models.CharField("góp ý", max_length=500, blank=True)
    created_at = models.DateTimeField("gửi lúc", auto_now_add=True)

    class Meta:
        verbose_name = "đánh giá hữu ích"
        verbose_name_plural = "đánh giá hữu ích"
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.article}: {'có' if self.useful else 'không'}"


class RoyaltyRate(models.Model):
    """What the office pays for one article of a kind (nhuận bút), from a day on until the next rate of that kind."""

    kind = models.CharField("thể loại", max_length=10, choices=Article.Kind)
    amount = models.PositiveIntegerField("số tiền một bài (đồng)")
    valid_from = models.DateField("áp dụng từ ngày")

    history = Revisions()

    class Meta:
        verbose_name = "đơn giá nhuận bút"
        verbose_name_plural = "đơn giá nhuận bút"
        ordering = ["kind", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "valid_from"], name="royalty_rate_once",
                violation_error_message="Thể loại này đã có đơn giá từ ngày đó: hãy sửa đơn giá đã có.",
            )
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_kind_display()} từ {self.valid_from:%d/%m/%Y}"
