"""The table of old addresses, and models that leave one behind when their own address changes."""

from django.core.exceptions import ValidationError
from django.db import models

from kttt import text
from kttt.derived import DerivedMixin, DerivedQuerySet
from kttt.moved import addresses
from kttt.revisions import Revisions

LONGEST = 500
# Longer chains than this nobody enters by hand.
STEPS = 20


class AddressKeyField(DerivedMixin, models.CharField):
    """What all writings of the source's address have in common (`addresses.key`)."""

    plain = "CharField"
    compute = staticmethod(addresses.key)


class MovedAddressQuerySet(DerivedQuerySet):
    """Finding and leaving old addresses."""

    def for_request(self, address):
        """The row for `address` with its query, else for its path alone, else None; one query."""
        path, _query = addresses.split(address)
        wanted = addresses.key(address)
        found = {row.key: row for row in self.filter(key__in={wanted, path})}
        return found.get(wanted) or found.get(path)

    def leave(self, old, new):
        """Sends readers of `old` to `new` from now on; what led to `old` leads to `new`, and `new` leads nowhere."""
        self.filter(key=addresses.key(new)).delete()
        self.filter(new=old).update(new=new)
        self.update_or_create(key=addresses.key(old), defaults={"old": old, "new": new})


class MovedAddress(models.Model):
    """An address that answers no more, and the one that took its place; none where the thing is gone for good."""

    old = models.CharField(
        "địa chỉ cũ",
        max_length=LONGEST,
        help_text="Ví dụ /vi/news/tin-tuc/bai-viet-12.html hoặc /index.php?nv=news&op=bai-viet; "
        "dán cả địa chỉ https://… cũng được. Chỉ có tác dụng khi địa chỉ này không còn trang nào.",
    )
    new = models.CharField(
        "địa chỉ mới",
        max_length=LONGEST,
        blank=True,
        help_text="Ví dụ /tin-tuc/; trang của nơi khác thì ghi đủ https://…. "
        "Bỏ trống nếu nội dung đã gỡ hẳn: cổng trả lời “đã gỡ” (410).",
    )
    key = AddressKeyField(sources=["old"], max_length=LONGEST, unique=True)

    objects = MovedAddressQuerySet.as_manager()
    history = Revisions()

    class Meta:
        verbose_name = "địa chỉ cũ"
        verbose_name_plural = "địa chỉ cũ"
        ordering = ["old"]
        permissions = [("import_movedaddress", "Nhập địa chỉ cũ"), ("export_movedaddress", "Xuất địa chỉ cũ")]

    def __str__(self):
        return self.old

    def clean(self):
        self.old, self.new = text.clean(self.old), text.clean(self.new)
        self.key = addresses.key(self.old)
        if self.key == "/":
            raise ValidationError({"old": "Đây là trang chủ, luôn có trên cổng: hãy ghi địa chỉ của trang đã mất."})
        if MovedAddress.objects.exclude(pk=self.pk).filter(key=self.key).exists():
            raise ValidationError({"old": "Địa chỉ cũ này đã có trong danh sách: hãy sửa dòng đã có."})
        if self.new:
            self._check_target()

    def _check_target(self):
        if not addresses.is_safe_target(self.new):
            raise ValidationError(
                {"new": "Địa chỉ mới phải bắt đầu bằng / (trang của cổng) hoặc https:// (trang nơi khác), không có "
                        "khoảng trắng."}
            )  # fmt: skip
        here = self.new
        for _ in range(STEPS):
            if not here.startswith("/"):
                return
            if addresses.key(here) == self.key:
                raise ValidationError({"new": "Địa chỉ mới dẫn trở lại địa chỉ cũ: hãy chọn trang khác."})
            step = MovedAddress.objects.exclude(pk=self.pk).filter(key=addresses.key(here)).first()
            if step is None:
                return
            here = step.new
        raise ValidationError({"new": "Địa chỉ mới lại chuyển tiếp quá nhiều lần: hãy ghi địa chỉ cuối cùng."})


class KeepsOldAddress(models.Model):
    """A thing whose address holds its slug alone: when a public one changes it, readers of the old one follow.

    What has its number in its address (article, document, organisation) needs no row: the number finds it.
    """

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        public = type(self).objects.published().filter(pk=self.pk).first() if self.pk else None
        super().save(*args, **kwargs)
        if public and public.get_absolute_url() != self.get_absolute_url():
            MovedAddress.objects.leave(public.get_absolute_url(), self.get_absolute_url())
