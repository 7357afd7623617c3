"""Pages are compressed on their way; files and pictures are not."""

from django.middleware.gzip import GZipMiddleware

from kttt.page_cache.application import DRAWING
from kttt.page_cache.pages import may_be_kept


class CompressPagesMiddleware(GZipMiddleware):
    """Django's GZipMiddleware also packs parts of files, whose bytes then are not those that Content-Range names.

    A page that is going to be kept is packed where it is kept, once for all its readers.
    """

    def process_response(self, request, response):
        is_file = "Accept-Ranges" in response or response.get("Content-Type", "").startswith("image/")
        is_kept = (
            DRAWING in request.META and not response.cookies and may_be_kept(response.status_code, response.items())
        )
        return response if is_file or is_kept else super().process_response(request, response)
