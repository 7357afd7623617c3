"""/api/v1/openapi.json: what programs may ask of the portal, after OpenAPI 3.1. Composes the apps' own parts."""

from django.http import JsonResponse
from django.views.decorators.http import require_safe

from cooperatives import api
from kttt.pages.models import SiteSettings
from kttt.searching.sources import all_sources
from kttt.searching.views import MOST_IN_API


@require_safe
def openapi(request):
    """GET: the description, for this host."""
    said = {
        "openapi": "3.1.0",
        "info": {
            "title": f"Cổng thông tin {SiteSettings.current().name}",
            "version": "1",
            "description": "Sổ đăng ký hợp tác xã, tổ hợp tác và tìm kiếm, chỉ đọc, không cần khóa. Có ETag: gửi "
            "If-None-Match để chỉ tải khi có thay đổi.",
            "license": {"name": "CC BY 4.0", "url": api.LICENCE},
        },
        "servers": [{"url": request.build_absolute_uri("/")[:-1]}],
        "paths": {**api.openapi_paths(), "/api/v1/search": {"get": _search()}},
        "components": {
            "schemas": {
                "Error": {"type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"]},
                **api.openapi_schemas(),
            }
        },
    }
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=3600"}
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False}, headers=headers)


def _search():
    def query(name, schema, description):
        return {"name": name, "in": "query", "schema": schema, "description": description}

    limit = {"type": "integer", "minimum": 1, "maximum": MOST_IN_API, "default": 10}
    texts = {key: {"type": "string"} for key in ("kind", "title", "url", "excerpt")}
    results = {"type": "array", "items": {"type": "object", "properties": texts}}
    found = {"type": "object", "properties": {"count": {"type": "integer"}, "results": results}}
    refused = {"$ref": "#/components/schemas/Error"}
    return {
        "operationId": "search",
        "summary": "Tìm trong tin tức, văn bản, đơn vị, trang, hỏi đáp",
        "parameters": [
            {**query("q", {"type": "string"}, "Từ khóa."), "required": True},
            query("kind", {"type": "string", "enum": list(all_sources())}, "Chỉ một loại."),
            query("limit", limit, "Số kết quả."),
        ],
        "responses": {
            "200": {"description": "Kết quả.", "content": {"application/json": {"schema": found}}},
            "400": {"description": "Lý do.", "content": {"application/json": {"schema": refused}}},
        },
    }
