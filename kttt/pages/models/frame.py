"""What stands around every page: menu, banners, links, notices."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from kttt.moved.addresses import is_safe_target
from kttt.pictures import PictureField
from kttt.publishing import PublicContent, PublicQuerySet
from kttt.revisions import Revisions

ADDRESS_HELP = "Trang của cổng: bắt đầu bằng /, ví dụ /tin-tuc/. Trang nơi khác: ghi đủ https://…."


def validate_address(address):
    """Raises ValidationError for what is neither a path of this site nor a full address."""
    if not is_safe_target(address, schemes=("https", "http")):
        raise ValidationError("Địa chỉ phải bắt đầu bằng / hoặc https:// và không có khoảng trắng.")


class MenuItem(PublicContent):
    """A line of the main menu; lines under another one open below it."""

    title = models.CharField("tên", max_length=80)
    address = models.CharField("địa chỉ", max_length=300, help_text="Ví dụ /tin-tuc/ hoặc /trang/gioi-thieu/.")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name="nằm dưới"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    history = Revisions()

    class Meta:
        verbose_name = "mục menu"
        verbose_name_plural = "menu"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title


class ScheduledQuerySet(PublicQuerySet):
    """Rows with a time of showing."""

    def published(self, at=None):
        """Rows to show at the moment `at` (default now)."""
        at = at or timezone.now()
        return self.filter(Q(show_until__isnull=True) | Q(show_until__gt=at), show_from__lte=at)


class Scheduled(PublicContent):
    """A piece of the frame that comes and goes at its time."""

    comes_and_goes = ("show_from", "show_until")

    show_from = models.DateTimeField("hiện từ", default=timezone.now)
    show_until = models.DateTimeField("hiện đến", null=True, blank=True, help_text="Bỏ trống nếu không có thời hạn.")

    objects = ScheduledQuerySet.as_manager()

    class Meta:
        abstract = True


class Banner(Scheduled):
    """A linked picture in the frame of the page."""

    class Place(models.TextChoices):
        HEADER = "header", "Dưới đầu trang"
        HOME = "home", "Trang chủ"
        SIDEBAR = "sidebar", "Cột bên"
        FOOTER = "footer", "Chân trang"

    title = models.CharField("tên", max_length=120)
    picture = PictureField("hình", upload_to="banners", width_field="width", height_field="height")
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)
    alt = models.CharField("mô tả hình", max_length=250, help_text="Cho người không nhìn thấy hình.")
    address = models.CharField(
        "mở tới", max_length=300, blank=True, validators=[validate_address], help_text=ADDRESS_HELP
    )
    place = models.CharField("vị trí", max_length=10, choices=Place, default=Place.SIDEBAR)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    history = Revisions()

    class Meta:
        verbose_name = "banner"
        verbose_name_plural = "banner"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title

    @property
    def is_external(self):
        """Whether the banner leads to another host."""
        return not self.address.startswith("/")


class LinkGroup(PublicContent):
    """Links that stand together under one heading."""

    class Place(models.TextChoices):
        HOME = "home", "Trang chủ"
        SIDEBAR = "sidebar", "Cột bên"
        FOOTER = "footer", "Chân trang"

    title = models.CharField("tên nhóm", max_length=80)
    place = models.CharField("vị trí", max_length=10, choices=Place, default=Place.FOOTER)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    history = Revisions()

    class Meta:
        verbose_name = "nhóm liên kết"
        verbose_name_plural = "liên kết"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title


class Link(PublicContent):
    """A site that the office recommends."""

    group = models.ForeignKey(LinkGroup, models.CASCADE, related_name="links", verbose_name="nhóm")
    title = models.CharField("tên", max_length=120)
    address = models.CharField("địa chỉ", max_length=300, validators=[validate_address], help_text=ADDRESS_HELP)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    history = Revisions()

    class Meta:
        verbose_name = "liên kết"
        verbose_name_plural = "liên kết"
        ordering = ["group__position", "group", "position", "pk"]

    def __str__(self):
        return self.title


class Notice(Scheduled):
    """A line under the head of every page."""

    class Level(models.TextChoices):
        NORMAL = "normal", "Thông thường"
        IMPORTANT = "important", "Quan trọng"

    text = models.CharField("nội dung", max_length=200, help_text="Một câu ngắn, đọc được trên điện thoại.")
    address = models.CharField(
        "mở tới", max_length=300, blank=True, validators=[validate_address], help_text=ADDRESS_HELP
    )
    level = models.CharField("mức", max_length=10, choices=Level, default=Level.NORMAL)

    history = Revisions()

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ["level", "-show_from", "-pk"]  # "important" comes before "normal"

    def __str__(self):
        return self.text
