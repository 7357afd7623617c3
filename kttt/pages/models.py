"""The frame of every page: static pages, menu, banners and what the office says of itself."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from kttt.derived import FoldedField, SortKeyField
from kttt.pictures import PictureField
from kttt.publishing import PublicContent, PublicQuerySet, Publishable
from kttt.richtext import RichTextField


class SiteSettings(PublicContent):
    """One row: name, addresses and legal notices that stand on every page."""

    name = models.CharField("tên cơ quan", max_length=200, default="Liên minh Hợp tác xã tỉnh Lai Châu")
    parent_body = models.CharField("cơ quan chủ quản", max_length=200, blank=True)
    slogan = models.CharField("dòng giới thiệu", max_length=200, blank=True)
    address = models.CharField("địa chỉ", max_length=300, blank=True)
    phone = models.CharField("điện thoại", max_length=40, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    responsible = models.CharField("người chịu trách nhiệm chính", max_length=120, blank=True)
    licence = models.CharField("giấy phép", max_length=250, blank=True, help_text="Số giấy phép, nơi cấp, ngày cấp.")
    visits_before = models.PositiveBigIntegerField(
        "lượt truy cập mang sang", default=0, help_text="Tổng lượt truy cập của cổng cũ, cộng vào tổng hiện nay."
    )

    class Meta:
        verbose_name = "thông tin cơ quan"
        verbose_name_plural = "thông tin cơ quan"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_row_of_site_settings")]

    def __str__(self):
        return self.name

    @classmethod
    def current(cls):
        """The one row; its defaults where the office has entered nothing yet."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class DepartmentQuerySet(PublicQuerySet):
    """Departments by whether they still exist."""

    def published(self, at=None):
        """Departments that readers may write to."""
        return self.filter(active=True)


class Department(PublicContent):
    """A department of the office; readers write to it on /lien-he/. One that is gone is made inactive, not deleted."""

    name = models.CharField("tên phòng", max_length=120, unique=True)
    duties = models.CharField(
        "nhiệm vụ", max_length=250, blank=True, help_text="Một dòng, để người dân biết nên gửi phòng nào."
    )
    phone = models.CharField("điện thoại", max_length=40, blank=True)
    email = models.EmailField(
        "thư điện tử nhận báo tin",
        blank=True,
        help_text="Nhận thư báo khi có yêu cầu mới; không hiện trên cổng. Bỏ trống thì báo về hộp thư của cơ quan.",
    )
    answer_days = models.PositiveSmallIntegerField(
        "số ngày làm việc để trả lời", default=10, help_text="Không tính thứ bảy, chủ nhật."
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    active = models.BooleanField(
        "đang hoạt động", default=True, help_text="Bỏ chọn thì người dân không gửi tới được nữa."
    )

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = "phòng, ban"
        verbose_name_plural = "phòng, ban"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name


class Page(Publishable):
    """A static page at /trang/<slug>/."""

    title = models.CharField("tiêu đề", max_length=200)
    slug = models.SlugField("đường dẫn", max_length=100, unique=True)
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="children", verbose_name="thuộc trang"
    )
    body = RichTextField("nội dung")
    folded = FoldedField(sources=["title"])
    sort_key = SortKeyField(sources=["title"])

    class Meta:
        verbose_name = "trang"
        verbose_name_plural = "trang"
        ordering = ["sort_key"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("page", args=[self.slug])


class MenuItem(PublicContent):
    """A line of the main menu; lines under another one open below it."""

    title = models.CharField("tên", max_length=80)
    address = models.CharField("địa chỉ", max_length=300, help_text="Ví dụ /tin-tuc/ hoặc /trang/gioi-thieu/.")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name="nằm dưới"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "mục menu"
        verbose_name_plural = "menu"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title


class BannerQuerySet(PublicQuerySet):
    """Banners by place and time."""

    def published(self, at=None):
        """Banners to show at the moment `at` (default now)."""
        at = at or timezone.now()
        return self.filter(Q(show_until__isnull=True) | Q(show_until__gt=at), show_from__lte=at)


class Banner(PublicContent):
    """A linked picture in the frame of the page."""

    class Place(models.TextChoices):
        SIDEBAR = "sidebar", "Cột bên"
        FOOTER = "footer", "Chân trang"

    title = models.CharField("tên", max_length=120)
    picture = PictureField("hình", upload_to="banners")
    alt = models.CharField("mô tả hình", max_length=250, help_text="Cho người không nhìn thấy hình.")
    address = models.CharField("mở tới", max_length=300, blank=True)
    place = models.CharField("vị trí", max_length=10, choices=Place, default=Place.SIDEBAR)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    show_from = models.DateTimeField("hiện từ", default=timezone.now)
    show_until = models.DateTimeField("hiện đến", null=True, blank=True)

    objects = BannerQuerySet.as_manager()

    class Meta:
        verbose_name = "banner"
        verbose_name_plural = "banner"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title
