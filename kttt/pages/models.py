"""The frame of every page: static pages, menu, banners and what the office says of itself."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from kttt.derived import FoldedField, SortKeyField
from kttt.moved.addresses import is_safe_target
from kttt.moved.models import KeepsOldAddress
from kttt.pictures import PictureField
from kttt.private_files import PrivateFile
from kttt.publishing import PublicContent, PublicQuerySet, Publishable
from kttt.richtext import RichTextField

ADDRESS_HELP = "Trang của cổng: bắt đầu bằng /, ví dụ /tin-tuc/. Trang nơi khác: ghi đủ https://…."
LOGO_WIDTH = 400
PORTRAIT_WIDTH = 320


def validate_address(address):
    """Raises ValidationError for what is neither a path of this site nor a full address."""
    if not is_safe_target(address, schemes=("https", "http")):
        raise ValidationError("Địa chỉ phải bắt đầu bằng / hoặc https:// và không có khoảng trắng.")


class SiteSettings(PublicContent):
    """One row: name, addresses and legal notices that stand on every page."""

    name = models.CharField("tên cơ quan", max_length=200, default="Liên minh Hợp tác xã tỉnh Lai Châu")
    parent_body = models.CharField("cơ quan chủ quản", max_length=200, blank=True)
    slogan = models.CharField("dòng giới thiệu", max_length=200, blank=True)
    logo = PictureField(
        "biểu trưng",
        upload_to="office",
        width_field="logo_width",
        height_field="logo_height",
        max_width=LOGO_WIDTH,
        blank=True,
        help_text="Thay hình đồi chè ở đầu trang. Ảnh vuông, tốt nhất là PNG nền trong suốt, mỗi cạnh từ 200 đến 400 "
        "điểm ảnh; ảnh lớn hơn được tự thu nhỏ.",
    )
    logo_width = models.PositiveIntegerField(null=True, editable=False)
    logo_height = models.PositiveIntegerField(null=True, editable=False)
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


class OfficeMemberQuerySet(PublicQuerySet):
    """People by whether the public may see them."""

    def published(self, at=None):
        """People to show: the leaders, and those of departments that still exist."""
        return self.filter(Q(department=None) | Q(department__active=True), shown=True)


class OfficeMember(PublicContent):
    """Somebody who works in the office, for its structure and its directory.

    Name and post come with the office. `PERSONAL` fields are the person's own to show (Luật 91/2025/QH15): contacts are
    read through `public_phone` and `public_email` alone, a picture is stored only to be shown.
    """

    PERSONAL = ("picture", "phone", "email")

    name = models.CharField("họ và tên", max_length=80)
    post = models.CharField("chức vụ", max_length=120)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="members", verbose_name="phòng, ban",
        help_text="Bỏ trống nếu thuộc lãnh đạo cơ quan.",
    )  # fmt: skip
    phone = models.CharField("điện thoại cơ quan", max_length=40, blank=True, help_text="Không ghi số riêng.")
    email = models.EmailField("thư điện tử công vụ", blank=True, help_text="Không ghi hộp thư riêng.")
    contact_shown = models.BooleanField(
        "hiện điện thoại, thư điện tử trên cổng", default=False, help_text="Chỉ chọn khi người này đã đồng ý."
    )
    picture = PictureField(
        "ảnh chân dung", upload_to="office", width_field="picture_width", height_field="picture_height",
        max_width=PORTRAIT_WIDTH, blank=True, help_text="Chỉ tải lên khi người này đã đồng ý. Ảnh đứng, tỷ lệ 3 : 4.",
    )  # fmt: skip
    picture_width = models.PositiveIntegerField(null=True, editable=False)
    picture_height = models.PositiveIntegerField(null=True, editable=False)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    shown = models.BooleanField("hiện trên cổng", default=True)

    objects = OfficeMemberQuerySet.as_manager()

    class Meta:
        verbose_name = "cán bộ"
        verbose_name_plural = "cán bộ (cơ cấu, danh bạ)"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name

    @property
    def public_phone(self):
        """The phone as the public may read it, "" without consent."""
        return self.phone if self.contact_shown else ""

    @property
    def public_email(self):
        """The e-mail address as the public may read it, "" without consent."""
        return self.email if self.contact_shown else ""


class Page(KeepsOldAddress, Publishable):
    """A static page at /trang/<slug>/."""

    class Kind(models.TextChoices):
        TEXT = "text", "Trang thường"
        PROCEDURE = "procedure", "Thủ tục"
        STRUCTURE = "structure", "Cơ cấu tổ chức"
        DIRECTORY = "directory", "Danh bạ"

    title = models.CharField("tiêu đề", max_length=200)
    slug = models.SlugField("đường dẫn", max_length=100, unique=True)
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="children", verbose_name="thuộc trang"
    )
    kind = models.CharField(
        "kiểu trang", max_length=10, choices=Kind, default=Kind.TEXT,
        help_text="Thủ tục: danh sách đánh số được vẽ thành các bước, trang có tên ở trang chủ. Cơ cấu tổ chức, Danh "
        "bạ: dưới nội dung có thêm lãnh đạo, phòng, ban, cán bộ.",
    )  # fmt: skip
    summary = models.CharField(
        "tóm tắt", max_length=200, blank=True, help_text="Một câu, hiện ở trang chủ, kết quả tìm kiếm và khi chia sẻ."
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


class PageFile(PrivateFile):
    """A form that readers take from a page."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="files", verbose_name="trang")

    class Meta(PrivateFile.Meta):
        verbose_name = "biểu mẫu, tệp tải về"
        verbose_name_plural = "biểu mẫu, tệp tải về"

    def get_absolute_url(self):
        return reverse("page_file", args=[self.page.slug, self.pk])


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


class ScheduledQuerySet(PublicQuerySet):
    """Rows with a time of showing."""

    def published(self, at=None):
        """Rows to show at the moment `at` (default now)."""
        at = at or timezone.now()
        return self.filter(Q(show_until__isnull=True) | Q(show_until__gt=at), show_from__lte=at)


class Scheduled(PublicContent):
    """A piece of the frame that comes and goes at its time."""

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

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ["level", "-show_from", "-pk"]  # "important" comes before "normal"

    def __str__(self):
        return self.text
