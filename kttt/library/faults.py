"""What is wrong with links and pictures in the portal's own texts, found without asking any host, this one included.

Links within the site are resolved by urls.py, the published rows and the table of old addresses; those to other hosts
are only listed. A query for each column and for each kind of thing that links lead to, however many there are.
"""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import Resolver404, path, resolve
from django.views.decorators.http import require_safe

from kttt.export_formats import table_response
from kttt.library.columns import Column, picture_columns, text_columns
from kttt.library.gathering import stored_names
from kttt.library.uses import IMG, Use, attribute, names_in, places, read_uses
from kttt.moved import addresses
from kttt.moved.models import MovedAddress
from kttt.richtext import plain_text

PER_PAGE = 100
BROKEN, NO_ALT, NO_FILE, FOREIGN = "lien-ket-hong", "thieu-mo-ta", "mat-tep", "lien-ket-ngoai"
KINDS = {
    BROKEN: (
        "Liên kết hỏng",
        "Liên kết trong cổng dẫn tới trang không có, chưa công khai hoặc đã gỡ. Mở bài, sửa hoặc bỏ liên kết.",
        "Không có liên kết hỏng.",
    ),
    NO_ALT: (
        "Ảnh thiếu mô tả",
        "Ảnh không có mô tả: người không nhìn thấy ảnh không biết ảnh cho thấy gì. Mở bài, bấm vào ảnh để ghi mô tả.",
        "Ảnh nào cũng có mô tả.",
    ),
    NO_FILE: (
        "Ảnh mất tệp",
        "Bài còn dùng nhưng trong kho không còn tệp. Mở bài, tải lại ảnh hoặc bỏ ảnh.",
        "Không ảnh nào mất tệp.",
    ),
    FOREIGN: (
        "Liên kết ra ngoài (chưa kiểm tra)",
        "Cổng không tự hỏi máy chủ của nơi khác; hãy bấm thử nếu nghi ngờ.",
        "Không có liên kết ra ngoài.",
    ),
}
# {name of an address: (model, column, keyword of the address)}: whose rows decide whether it answers.
LED_TO = {
    "article": ("news.Article", "pk", "pk"),
    "category": ("news.Category", "slug", "slug"),
    "category_rss": ("news.Category", "slug", "slug"),
    "topic": ("news.Topic", "slug", "slug"),
    "tag": ("news.Tag", "slug", "slug"),
    "document": ("documents.Document", "pk", "pk"),
    "document_file": ("documents.DocumentFile", "pk", "pk"),
    "consultation": ("documents.Consultation", "pk", "pk"),
    "page": ("pages.Page", "slug", "slug"),
    "page_file": ("pages.PageFile", "pk", "pk"),
    "poll": ("polls.Poll", "pk", "pk"),
    "question": ("questions.Question", "pk", "pk"),
}
_LINK = re.compile(r'<a\b[^>]*\bhref="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


@dataclass(frozen=True)
class Fault:
    """Something in a column of a row: the text or picture at which it is, and what is wrong."""

    column: Column
    pk: int
    at: str
    what: str


def faults(kind, host=""):
    """[Fault] of one of KINDS, in the order of models and rows; `host`: the name by which the portal is asked."""
    return {BROKEN: _broken, NO_ALT: _without_alt, NO_FILE: _without_file, FOREIGN: _foreign}[kind](host)


def _texts(containing):
    for column in text_columns():
        name = column.field.name
        rows = column.rows.filter(**{f"{name}__contains": containing}).order_by("pk").values_list("pk", name)
        for pk, html in rows.iterator(chunk_size=500):
            yield column, pk, html


def _links(host):
    """(column, pk, words, address, path within the site or None) of every link that leads to a page."""
    for column, pk, html in _texts("<a "):
        for href, inner in _LINK.findall(html):
            address = unescape(href).strip()
            try:
                parts = urlsplit(address)
            except ValueError:
                yield column, pk, plain_text(inner), address, ""
                continue
            if parts.scheme in ("mailto", "tel") or not address or address.startswith("#"):
                continue
            own = not parts.netloc or parts.netloc == host
            yield column, pk, plain_text(inner) or address, address, unquote(parts.path) if own else None


def _foreign(host):
    return [
        Fault(column, pk, words, f"{address} (chưa kiểm tra)")
        for column, pk, words, address, inside in _links(host)
        if inside is None
    ]


def _broken(host):
    links = [link for link in _links(host) if link[4] is not None]
    gone = _unanswered({inside for *_others, inside in links})
    return [
        Fault(column, pk, words, f"{address}: {gone[inside]}")
        for column, pk, words, address, inside in links
        if inside in gone
    ]


def _unanswered(paths):
    """{path: why it does not answer} of those of `paths` that lead to no page of the site."""
    gone, asked, stored = {}, {}, None
    for inside in paths:
        if inside.startswith(settings.MEDIA_URL):
            stored = stored_names() if stored is None else stored
            if inside.removeprefix(settings.MEDIA_URL) not in stored:
                gone[inside] = "tệp không còn"
            continue
        if inside.startswith(settings.STATIC_URL) or not inside:
            continue
        match = _match(inside)
        if match is None:
            gone[inside] = "không có trang này"
        elif match.url_name in LED_TO:
            model, column, keyword = LED_TO[match.url_name]
            asked.setdefault((model, column), {})[inside] = match.kwargs[keyword]
    for (label, column), wanted in asked.items():
        rows = apps.get_model(label)._default_manager.published()
        there = set(rows.filter(**{f"{column}__in": set(wanted.values())}).values_list(column, flat=True))
        for inside, value in wanted.items():
            if value not in there:
                gone[inside] = "trang đích đã gỡ hoặc chưa công khai"
    keys = {inside: addresses.key(inside) for inside in gone}
    moved = dict(MovedAddress.objects.filter(key__in=set(keys.values())).values_list("key", "new"))
    return {inside: why for inside, why in gone.items() if not moved.get(keys[inside])}


def _match(inside):
    for writing in (inside, f"{inside}/"):
        try:
            return resolve(writing)
        except Resolver404:
            continue
    return None


def _without_alt(host):
    found = []
    for column in picture_columns():
        if alt := column.beside("alt"):
            rows = column.rows.filter(**{alt: ""}).exclude(**{column.field.name: ""}).order_by("pk")
            found += [
                Fault(column, pk, name, "ảnh không có mô tả") for pk, name in rows.values_list("pk", column.field.name)
            ]
    for column, pk, html in _texts("<img"):
        for tag in IMG.findall(html):
            if not (attribute(tag, "alt") or "").strip():
                found.append(Fault(column, pk, attribute(tag, "src") or "", "ảnh không có mô tả"))
    return found


def _without_file(host):
    stored = stored_names()
    return [
        Fault(use.column, use.pk, name, "tệp không còn")
        for name, uses in read_uses().items()
        if name not in stored
        for use in uses
    ] + [
        Fault(column, pk, attribute(tag, "src") or "", "địa chỉ không phải ảnh của cổng")
        for column, pk, html in _texts("<img")
        for tag in IMG.findall(html)
        if not names_in(tag) and not (attribute(tag, "src") or "").startswith(settings.STATIC_URL)
    ]


def urls(model_admin):
    """The addresses of the report, for the library's `get_urls`."""

    def asked(request, word):
        if word not in KINDS:
            raise Http404
        if not model_admin.has_change_permission(request):
            raise PermissionDenied
        return faults(word, request.get_host())

    @require_safe
    def page(request, word):
        """GET ?trang=2: one of KINDS, with the things to open."""
        found = asked(request, word)
        shown = Paginator(found, PER_PAGE).get_page(request.GET.get("trang"))
        title, hint, empty = KINDS[word]
        context = {
            **model_admin.admin_site.each_context(request),
            "title": title, "hint": hint, "empty": empty, "word": word, "opts": model_admin.opts,
            "kinds": [(kind, words[0]) for kind, words in KINDS.items()],
            "page_obj": shown, "rows": _rows(shown),
        }  # fmt: skip
        return render(request, "admin/library/faults.html", context)

    @require_safe
    def table(request, word):
        """The same list whole, as an Excel file."""
        found = asked(request, word)
        rows = [["Bài, trang", "Chỗ có lỗi", "Lỗi"], *([words, at, what] for words, _a, at, what in _rows(found))]
        return table_response(rows, "xlsx", word, {"Cache-Control": "private, no-store"})

    view = model_admin.admin_site.admin_view
    return [
        path("loi/<slug:word>.xlsx", view(table), name="library_faults_table"),
        path("loi/<slug:word>/", view(page), name="library_faults"),
    ]


def _rows(found):
    """[(thing in words, its address in the admin or None, at, what)] of faults; a query for each model."""
    rows = []
    uses = {(fault.column, fault.pk): Use(fault.column, fault.pk) for fault in found}
    named = dict(zip(uses, places(list(uses.values())), strict=True))
    for fault in found:
        words, address = named[fault.column, fault.pk]
        rows.append((words, address, fault.at, fault.what))
    return rows
