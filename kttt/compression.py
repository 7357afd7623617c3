"""Pages are compressed on their way; files and pictures are not."""

from django.middleware.gzip import GZipMiddleware


class CompressPagesMiddleware(GZipMiddleware):
    """Django's GZipMiddleware also packs parts of files, whose bytes then are not those that Content-Range names."""

    def process_response(self, request, response):
        is_file = "Accept-Ranges" in response or response.get("Content-Type", "").startswith("image/")
        return response if is_file else super().process_response(request, response)
