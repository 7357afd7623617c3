"""The registry as open data under /api/v1/: lists and single organisations as JSON, all of a kind as CSV with metadata.

Filters are those of the public lists, under the same names; personal data is left out as there (`exports`, public).
"""

from functools import wraps

from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import condition, require_safe

from cooperatives import exports, facts
from cooperatives.finding import Found, Wanted, past_day
from cooperatives.models import Organization
from cooperatives.shelf import FACETS
from kttt.export_formats import table_response
from kttt.lists import LONGEST, parameters
from kttt.pages.models import SiteSettings
from kttt.publishing import content_revision

PATHS = {"cooperative": "cooperatives", "group": "groups"}
TITLES = {"cooperative": "Hợp tác xã tỉnh Lai Châu", "group": "Tổ hợp tác tỉnh Lai Châu"}
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
MOST, USUAL = 200, 50  # organisations on a page
_PAGING = ("page", "page_size")
_FRESH = {"Cache-Control": "public, max-age=60", "Access-Control-Allow-Origin": "*"}


class RefusedError(Exception):
    """A request that is not answered: (status, a sentence)."""


def _open(view):
    """Open to programs everywhere: GET and HEAD, ETag of the content's revision, refusals as {"error"}."""

    @require_safe
    @condition(etag_func=lambda *args, **kwargs: f'W/"{content_revision()}-{timezone.localdate():%Y%m%d}"')
    @wraps(view)
    def answered(request, *args, **kwargs):
        try:
            response = view(request, *args, **kwargs)
        except RefusedError as refused:
            status, problem = refused.args
            response = _json({"error": problem}, status=status)
        for name, value in _FRESH.items():
            response.headers.setdefault(name, value)
        return response

    return answered


def _json(said, **options):
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False}, **options)


def _number(request, name, usual, most):
    written = request.GET.get(name, str(usual))
    if not (written.isascii() and written.isdigit() and len(written) < 8 and 1 <= int(written) <= most):
        raise RefusedError(400, f"Tham số {name} phải là số từ 1 đến {most}.")
    return int(written)


def _wanted(request, kind):
    if unknown := sorted(set(request.GET) - {"q", "sap-xep", "tai-ngay", *FACETS, *_PAGING}):
        raise RefusedError(400, f"Không có tham số {', '.join(unknown)[:LONGEST]}.")
    order = request.GET.get("sap-xep", "")
    if order and order not in Wanted.ORDERS:
        raise RefusedError(400, f"Tham số sap-xep phải là một trong: {', '.join(Wanted.ORDERS)}.")
    try:
        day = past_day(*parameters(request, "tai-ngay"))
    except ValueError as refused:
        raise RefusedError(400, f"Tham số tai-ngay: {refused}") from refused
    return Wanted.read(request.GET, kind=kind, day=day)


def _object(request, organization_id, address, row):
    return {"id": organization_id, "url": request.build_absolute_uri(address), **row}


@_open
def listed(request, kind):
    """GET /api/v1/cooperatives and /groups with the lists' parameters, page (1), page_size (1 to 200, 50).

    {"count", "page", "pages", "next", "previous", "results": [objects of the exchange contract with "id", "url"]}.
    400 {"error"} for what is no parameter or value; 404 for a page that does not exist.
    """
    wanted = _wanted(request, kind)
    size = _number(request, "page_size", USUAL, MOST)
    page = _number(request, "page", 1, 1_000_000)
    found = Found(wanted)
    pages = max(1, -(-found.total // size))
    if page > pages:
        raise RefusedError(404, f"Chỉ có {pages} trang.")
    ids = found.ids[(page - 1) * size : page * size]
    results = [
        _object(request, organization.pk, organization.get_absolute_url(), exports.row(kind, organization, public=True))
        for organization in exports.public_organizations(ids)
    ]

    def address(number):
        query = request.GET.copy()
        query["page"] = str(number)
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")

    said = {
        "count": found.total, "page": page, "pages": pages, "next": address(page + 1) if page < pages else None,
        "previous": address(page - 1) if page > 1 else None, "results": results,
    }  # fmt: skip
    return _json(said)


@_open
def single(request, kind, pk):
    """GET /api/v1/cooperatives/<id> and /groups/<id>: one object; 404 {"error"} for one that is not public."""
    known = Organization.objects.filter(pk=pk).values_list("pk", flat=True)
    for organization in exports.public_organizations(list(known)):
        if organization.kind == kind:
            row = exports.row(kind, organization, public=True)
            return _json(_object(request, pk, organization.get_absolute_url(), row))
    raise RefusedError(404, "Không có đơn vị này.")


@_open
def bulk(request, kind):
    """GET /api/v1/cooperatives.csv and /groups.csv: all of a kind, UTF-8 with byte order mark, by name."""
    found = Organization.objects.published().of_kind(kind).order_by("sort_key", "pk")
    described = request.build_absolute_uri(f"{request.path}-metadata.json")
    headers = {"Link": f'<{described}>; rel="describedby"; type="application/csvm+json"'}
    return table_response(exports.table_of(kind, list(found.values_list("pk", flat=True))), "csv", PATHS[kind], headers)


@_open
def metadata(request, kind):
    """GET /api/v1/cooperatives.csv-metadata.json: the CSV's description after W3C's "Metadata Vocabulary"."""
    said = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "vi"}],
        "url": request.build_absolute_uri(request.path.removesuffix("-metadata.json")),
        "dc:title": TITLES[kind],
        "dc:publisher": SiteSettings.current().name,
        "dc:license": LICENCE,
        "dc:date": timezone.localdate().isoformat(),
        "dc:description": "Đơn vị đang có trong sổ đăng ký công khai; không có dữ liệu cá nhân chưa được đồng ý.",
        "dialect": {"header": True, "encoding": "utf-8"},
        "tableSchema": {
            "columns": [
                {"name": key, "titles": exports.heading(key)} for key in exports.flat_keys(kind, public=True)
            ],
        },
    }  # fmt: skip
    return _json(said)


def openapi_paths():
    """The OpenAPI "paths" of this module."""
    text = {"type": "string"}

    def query(name, schema, description, **also):
        return {"name": name, "in": "query", "schema": schema, "description": description, **also}

    several = {"schema": {"type": "array", "items": text}, "style": "form", "explode": True}
    filters = [
        query("q", text, "Từ khóa (không dấu cũng được) hoặc mã số thuế."),
        *({"name": f, "in": "query", "description": f"{Found.HEADINGS[f]}; lặp lại để chọn nhiều giá trị.", **several}
          for f in FACETS),
        query("tai-ngay", {"type": "string", "format": "date"}, "Các đơn vị đã đăng ký vào ngày này."),
        query("sap-xep", {"type": "string", "enum": list(Wanted.ORDERS)}, "Thứ tự."),
        query("page", {"type": "integer", "minimum": 1, "default": 1}, "Trang."),
        query("page_size", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}, "Đơn vị một trang."),
    ]  # fmt: skip
    refused = {
        "description": "Lý do.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }

    def answer(schema):
        return {"description": "Kết quả.", "content": {"application/json": {"schema": schema}}}

    found = {}
    for kind, path in PATHS.items():
        one = {"$ref": f"#/components/schemas/{kind}"}
        page = {
            "type": "object",
            "properties": {
                **{key: {"type": "integer"} for key in ("count", "page", "pages")},
                **{key: {"type": ["string", "null"], "format": "uri"} for key in ("next", "previous")},
                "results": {"type": "array", "items": one},
            },
        }
        name = TITLES[kind]
        found |= {
            f"/api/v1/{path}": {"get": {
                "operationId": f"list_{path}", "summary": name, "parameters": filters,
                "responses": {"200": answer(page), "400": refused, "404": refused},
            }},
            f"/api/v1/{path}/{{id}}": {"get": {
                "operationId": f"get_{kind}", "summary": f"{name}: một đơn vị",
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
                "responses": {"200": answer(one), "404": refused},
            }},
            f"/api/v1/{path}.csv": {"get": {
                "operationId": f"bulk_{path}", "summary": f"{name}: toàn bộ, CSV",
                "responses": {"200": {"description": "UTF-8 có BOM.", "content": {"text/csv": {"schema": text}}}},
            }},
            f"/api/v1/{path}.csv-metadata.json": {"get": {
                "operationId": f"describe_{path}", "summary": f"{name}: mô tả các cột của tệp CSV",
                "responses": {"200": answer({"type": "object"})},
            }},
        }  # fmt: skip
    return found


def openapi_schemas():
    """The OpenAPI schemas of an organisation of each kind; every key always present but those that need consent."""
    return {kind: _schema(kind) for kind in PATHS}


def _schema(kind):
    integer, text = {"type": ["integer", "null"]}, {"type": ["string", "null"]}
    listed_texts = {"type": "array", "items": {"type": "string"}}
    special = {
        "sectors": listed_texts, "phones": listed_texts, "charter_capital": integer,
        "alliance_member": {"type": ["boolean", "null"]},
    }  # fmt: skip
    shown = [fact for fact in facts.FACTS if kind in fact.kinds and fact.public]
    figures = [key for key in facts.FIGURES[kind] if key not in facts.PRIVATE_FIGURES]
    year = {"type": "object", "properties": {"year": {"type": "integer"}, **dict.fromkeys(figures, integer)}}
    return {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "url": {"type": "string", "format": "uri"},
            **{fact.key: special.get(fact.key, text) | {"description": fact.label} for fact in shown},
            "figures": {"type": "array", "items": year},
        },
    }
