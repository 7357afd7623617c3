"""The versions of an article: as those of any row (`kttt.revision_pages`), with its log beside them."""

from kttt.revision_pages import VersionedAdmin
from news.models import TOLD_FIELDS

SHOWN = 200


class VersionsMixin(VersionedAdmin):
    """Part of the admin of articles."""

    # Not text: bringing a version back neither moves the article in time nor changes its address or place.
    left_when_restoring = ("publish_from", "publish_until", "slug", "pinned", "featured", "comments_open")

    def versions_context(self, row):
        return {"events": row.events.select_related("user")[:SHOWN]}

    def before_restoring(self, row):
        row.text_changed(TOLD_FIELDS)
