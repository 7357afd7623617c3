"""The desk's lists of what is to be done, each with counts, filters and its table for Excel."""

import re
from abc import ABC, abstractmethod

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, OuterRef
from django.http import Http404
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from cooperatives import to_do
from cooperatives.admin.submissions import FIRST_YEAR, MODELS, asked_kind, asked_year, may
from cooperatives.facts import KINDS
from cooperatives.models import YearlyFigures
from kttt.export_formats import table_response
from kttt.lists import page_context
from kttt.units.models import AdminUnit

PER_PAGE = 100
UNKNOWN = "chua-ro"


class ToDoList(ABC):
    """One list for one request. Subclasses say what is on it; `rows` give each as [cells], the first the name."""

    word, title, hint, empty, headings, choices_label = "", "", "", "", (), ""
    owner = ""  # the way from a row to its organisation
    choices, of_year = {}, False

    def __init__(self, request):
        self.kind, self.year, self.today = asked_kind(request), asked_year(request), timezone.localdate()
        self.choice = request.GET.get("chon", "")
        self.choice = self.choice if self.choice in self.choices else ""
        self.commune = request.GET.get("xa", "")
        if self.commune != UNKNOWN and not re.fullmatch(r"[0-9]{1,9}", self.commune):
            self.commune = ""

    @abstractmethod
    def all(self):
        """Everything on the list, in no commune in particular."""

    def in_commune(self):
        """What is on the list of the commune that is asked for."""
        found, unit = self.all(), f"{self.owner}unit_now"
        if self.commune == UNKNOWN:
            return found.filter(**{unit: None})
        return found.filter(**{unit: int(self.commune)}) if self.commune else found

    def counts(self):
        """[(value, words, number)] of the choices, in the asked commune."""
        return []

    def chosen(self):
        """The rows that are asked for, as a queryset."""
        return self.in_commune()

    @abstractmethod
    def cells(self, row):
        """The values of `headings`."""

    def organization_of(self, row):
        """Whom a row is about."""
        return row

    @property
    def query(self):
        """What makes this list again, as a query string."""
        asked = {"loai": self.kind, "nam": self.year if self.of_year else "", "xa": self.commune, "chon": self.choice}
        return urlencode({name: value for name, value in asked.items() if value})

    def communes(self):
        """[(value, words, number)]: the communes of today of which something is on the list; one query."""
        unit = f"{self.owner}unit_now"
        counted = self.all().order_by().values(unit).annotate(count=Count("pk", distinct=True))
        counts = dict(counted.values_list(unit, "count"))
        known = [
            (str(commune.pk), str(commune), counts[commune.pk])
            for commune in AdminUnit.objects.filter(pk__in=filter(None, counts)).order_by("sort_key")
        ]
        return known + ([(UNKNOWN, "Chưa rõ xã, phường", counts[None])] if None in counts else [])


def _contact(organization):
    return [
        str(organization.unit_now or ""),
        organization.representative or organization.leader,
        ", ".join(organization.phones),
    ]


class MissingFigures(ToDoList):
    """Organisations without figures of a year, by commune, with whom to call."""

    word, title, of_year = "thieu-so-lieu", "Chưa có số liệu năm", True
    hint = (
        "Đơn vị đã đăng ký, thành lập không sau năm được chọn, chưa có số liệu nào của năm đó trong sổ. Không kể đơn "
        "vị đã giải thể, đã chuyển đổi. Bấm tên để mở hồ sơ rồi bấm “Nhập số liệu năm”, hoặc gọi điện nhắc xã, phường."
    )
    empty = "Mọi đơn vị đã có số liệu của năm này."
    headings = ("Tên", "Xã, phường", "Người đại diện", "Điện thoại", "Số liệu gần nhất")

    def all(self):
        last = YearlyFigures.objects.filter(organization=OuterRef("pk")).order_by("-year").values("year")
        found = to_do.without_figures(self.kind, self.year).select_related("unit_now")
        return found.annotate(last_year=last[:1]).order_by(
            F("unit_now__sort_key").asc(nulls_last=True), "sort_key", "pk"
        )

    def cells(self, row):
        return [row.name, *_contact(row), str(row.last_year or "chưa có năm nào")]


class EndingRecognitions(ToDoList):
    """OCOP products whose recognition ended or soon ends."""

    word, title, owner = "ocop-het-han", "OCOP sắp hết hạn", "organization__"
    hint = (
        "Giấy chứng nhận OCOP có giá trị 36 tháng kể từ ngày công nhận. Được công nhận lại thì mở hồ sơ đơn vị, sửa "
        "ngày và quyết định công nhận ở mục Sản phẩm OCOP."
    )
    empty = "Không có sản phẩm OCOP nào hết hạn trong 6 tháng tới."
    headings = (
        "Đơn vị", "Sản phẩm", "Số sao", "Ngày công nhận", "Hết hạn", "Việc cần làm", "Xã, phường", "Người đại diện",
        "Điện thoại",
    )  # fmt: skip
    choices, choices_label = to_do.RECOGNITIONS, "Thời hạn"

    def all(self):
        return to_do.recognitions([self.kind], self.today)

    def counts(self):
        found = to_do.recognition_counts(self.in_commune(), self.today)
        return [(word, label, found[word]) for word, label in self.choices.items()]

    def chosen(self):
        found = self.in_commune()
        return to_do.with_recognition(found, self.choice, self.today) if self.choice else found

    def organization_of(self, row):
        return row.organization

    def cells(self, row):
        until = row.recognised_until
        return [
            row.organization.name, row.name, row.stars, row.recognised_on, until,
            self.choices[to_do.recognition_of(row, self.today)], *_contact(row.organization),
        ]  # fmt: skip


class Gaps(ToDoList):
    """Records in which something is missing."""

    word, title = "thieu-thong-tin", "Hồ sơ thiếu thông tin"
    hint = (
        "Thiếu một trong các thông tin này thì báo cáo theo xã, lĩnh vực, tình trạng không cộng đủ, và tệp xã gửi dễ "
        "bị nhận nhầm đơn vị."
    )
    empty = "Không hồ sơ nào thiếu thông tin."
    headings = ("Tên", "Còn thiếu", "Xã, phường", "Người đại diện", "Điện thoại")
    choices, choices_label = to_do.GAPS, "Còn thiếu"

    def all(self):
        return to_do.with_gaps(self.kind).select_related("unit_now").order_by("sort_key", "pk")

    def counts(self):
        found = to_do.gap_counts(self.in_commune(), self.kind)
        return [(gap, self.choices[gap], number) for gap, number in found.items()]

    def chosen(self):
        found = self.in_commune()
        if self.choice == to_do.TAX_CODE and self.kind == "group":
            return found.none()
        return to_do.with_gap(found, self.kind, self.choice) if self.choice else found

    def cells(self, row):
        return [row.name, "; ".join(self.choices[gap] for gap in to_do.gaps_of(row)), *_contact(row)]


LISTS = {made.word: made for made in (MissingFigures, EndingRecognitions, Gaps)}


def urls(admin_site):
    """The addresses of the lists, for an admin's `get_urls`."""

    @require_safe
    def page(request, word):
        """GET ?loai=cooperative|group&nam=2025&xa=<pk>&chon=…&trang=2: one of LISTS."""
        found = _asked(request, word)
        page = page_context(request, found.chosen(), PER_PAGE)
        rows = []
        for row in page["page_obj"]:
            name, *cells = found.cells(row)
            rows.append((_record(found.organization_of(row)), name, cells))
        context = {
            **admin_site.each_context(request),
            **page,
            "base_query": f"{found.query}&",
            "title": f"{found.title} {found.year}" if found.of_year else found.title,
            "opts": MODELS[found.kind]._meta,
            "lists": [(made.word, made.title) for made in LISTS.values()],
            "list": found,
            "rows": rows,
            "counts": found.counts(),
            "communes": found.communes(),
            "kinds": [(k, MODELS[k]._meta.verbose_name_plural) for k in KINDS if may(request.user, "view", k)],
            "year_choices": range(timezone.localdate().year, FIRST_YEAR - 1, -1),
            "may_export": may(request.user, "export", found.kind),
        }
        return render(request, "admin/cooperatives/to_do.html", context)

    @require_safe
    def table(request, word):
        """The same list whole, as an Excel file."""
        found = _asked(request, word)
        if not may(request.user, "export", found.kind):
            raise PermissionDenied
        rows = found.chosen().iterator(chunk_size=1000)
        name = f"{found.word}-{found.year}" if found.of_year else found.word
        return table_response(_table(found, rows), "xlsx", name, {"Cache-Control": "private, no-store"})

    view = admin_site.admin_view
    return [
        path("viec-can-lam/<slug:word>/", view(page), name="cooperatives_to_do"),
        path("viec-can-lam/<slug:word>.xlsx", view(table), name="cooperatives_to_do_table"),
    ]


def _asked(request, word):
    if word not in LISTS:
        raise Http404
    return LISTS[word](request)


def _table(found, rows):
    yield found.headings
    for row in rows:
        yield found.cells(row)


def _record(organization):
    model = MODELS[organization.kind]._meta.model_name
    return reverse(f"admin:cooperatives_{model}_change", args=[organization.pk])
