"""Pictures that editors uploaded, handed out below /media/ with long caching: their names are never reused."""

import posixpath
import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

# Only what kttt.pictures makes: no other file under MEDIA_ROOT has an address, private ones least of all.
_PICTURE = re.compile(r"(?:articles/\d{4}|banners|office|uploads/\d{4})/[0-9a-zA-Z_]+\.webp")


def is_picture(name):
    """Whether the stored file `name` is a picture that has an address."""
    return bool(_PICTURE.fullmatch(posixpath.normpath(name)))


@require_safe
def picture(request, path):
    """/media/<path>: a picture in WebP, cacheable for a year."""
    if not is_picture(path):
        raise Http404
    try:
        file = default_storage.open(path)
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(
        file,
        content_type="image/webp",
        headers={"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"},
    )
