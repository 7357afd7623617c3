"""What the office says of itself: its settings, departments and people."""

from django.db import models
from django.db.models import Q

from kttt.pictures import PictureField
from kttt.publishing import PublicContent, PublicQuerySet
from kttt.revisions import Revisions

LOGO_WIDTH = 400
PORTRAIT_WIDTH = 320


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

    history = Revisions()

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
    history = Revisions()

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
    history = Revisions()

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
