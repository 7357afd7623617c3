"""The readers' many small files of style and behaviour, sent as one of each: on a slow line every request is a wait.

A finder of static files: in development a bundle is made anew when one of its parts has changed, and collectstatic
takes it like any other file. The small pictures that styles name are written into the stylesheet.
"""

import atexit
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from urllib.parse import quote

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

BUNDLES = {
    "css/portal.css": [
        "css/tokens.css",
        "css/base.css",
        "css/layout.css",
        # One file for each part of the pages; none reaches into another.
        "css/head.css",
        "css/headings.css",
        "css/reading-settings.css",
        "css/articles.css",
        "css/preview.css",
        "css/gallery.css",
        "css/home.css",
        "css/rich-text.css",
        "css/forms.css",
        "css/comments.css",
        "css/records.css",
        "css/organization.css",
        "css/files.css",
        "css/law-graph.css",
        "css/map.css",
        "css/charts.css",
        "css/statistics.css",
        "css/lists.css",
        "css/addresses.css",
        "css/search.css",
        "css/finder.css",
        "css/side-column.css",
        "css/polls.css",
        "css/questions.css",
        "css/consultations.css",
        "css/subscriptions.css",
        "css/pages.css",
        "css/foot.css",
        "css/idle-warning.css",
        # What other surroundings change comes last.
        "css/high-contrast.css",
        "css/print.css",
    ],
    "js/portal.js": [
        "js/menu.js",
        "js/notices.js",
        "js/count-view.js",
        "js/share.js",
        "js/gallery.js",
        "js/listen.js",
        "js/rating-cookie.js",
        "js/suggest.js",
        "js/keep-pages.js",
    ],
}
_PICTURE = re.compile(r'url\("\.\./(img/[\w-]+\.svg)"\)')


class BundleFinder(BaseFinder):
    """Finds the names of BUNDLES as files that hold their parts one after the other."""

    def __init__(self, app_names=None, *args, **kwargs):
        self.sources = Path(settings.STATICFILES_DIRS[0])
        folder = TemporaryDirectory(prefix="portal-static-")
        atexit.register(folder.cleanup)
        self.folder, self.made, self.making = Path(folder.name), {}, Lock()

    def check(self, **kwargs):
        missing = [part for parts in BUNDLES.values() for part in parts if not (self.sources / part).is_file()]
        if missing:
            raise FileNotFoundError(f"Parts of bundles that do not exist: {', '.join(missing)}")
        return []

    def find(self, path, find_all=False, **kwargs):
        """The file of the bundle `path` (a list of it, with `find_all`); an empty list for other names."""
        if path not in BUNDLES:
            return []
        made = str(self._make(path))
        return [made] if find_all else made

    def list(self, ignore_patterns):
        """(name, storage) of every bundle, for collectstatic."""
        for path in BUNDLES:
            self._make(path)
            yield path, FileSystemStorage(location=self.folder)

    def _make(self, path):
        made = self.folder / path
        parts = [self.sources / part for part in BUNDLES[path]]
        changed = [part.stat().st_mtime_ns for part in parts]
        with self.making:  # a page asks for its stylesheet and its script at once
            if self.made.get(path) != changed:
                text = "\n".join(part.read_text(encoding="utf-8") for part in parts)
                made.parent.mkdir(parents=True, exist_ok=True)
                made.write_text(_PICTURE.sub(self._written_in, text), encoding="utf-8")
                self.made[path] = changed
        return made

    def _written_in(self, match):
        picture = (self.sources / match[1]).read_text(encoding="utf-8").strip().replace('"', "'")
        written = quote(picture, safe=" =:/;,()'")
        return f'url("data:image/svg+xml,{written}")'
