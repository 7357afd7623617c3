"""Addresses of the old portal: which thing each names, and under which a thing could be reached."""

import re
from urllib.parse import parse_qs, unquote

from kttt.old_portal.uploads import inner_path, split

_NUMBERED = re.compile(r"(?:.*/)?[^/]*-(\d{1,9})$")
_ENDING = re.compile(r"(?:\.html?|/)+$")
# Functions of the modules that stand where a category stands.
_TAGGED = {"tag": "tag", "topic": "topic"}
ONLY_STAFF = {"content", "rss", "search", "print", "savefile", "sendmail", "rating", "groups", "author", "admin"}


class OldAddresses:
    """Reads addresses for one old portal: its hosts, its language, the names of its two modules."""

    def __init__(self, hosts, lang, news, laws):
        self.hosts, self.lang, self.news, self.laws = hosts, lang, news, laws

    def is_ours(self, address):
        """Whether an address leads to the old portal: a path, or one of its hosts."""
        parts = split(address)
        return (not parts.scheme and not parts.netloc) or parts.hostname in self.hosts

    def target(self, address):
        """(kind, key) of what an address names, or None: ("article", "12"), ("category", "tin-tuc"), ("news", "") …

        ("path", "laws/x.pdf") for a file below uploads/.
        """
        parts = split(address)
        if not self.is_ours(address) or not (parts.path or parts.query):
            return None
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        path = _ENDING.sub("", unquote(parts.path))
        if "nv" in query:
            if query.get("language", self.lang) != self.lang:
                return None
            steps = [query["nv"], *filter(None, _ENDING.sub("", query.get("op", "")).split("/"))]
        elif path_of_file := inner_path(address):
            return "path", path_of_file
        else:
            steps = [step for step in path.split("/") if step]
        for at, step in enumerate(steps[:3]):
            if step == self.news:
                return self._in_news(steps[at + 1 :])
            if step == self.laws:
                return self._in_laws(steps[at + 1 :])
        return None

    def _in_news(self, steps):
        if not steps:
            return "news", ""
        if steps[0] in ONLY_STAFF:
            return None
        if steps[0] in _TAGGED:
            return (_TAGGED[steps[0]], steps[1]) if len(steps) > 1 else None
        if len(steps) > 1 and (numbered := _NUMBERED.fullmatch(steps[-1])):
            return "article", numbered[1]
        return "category", steps[0]

    def _in_laws(self, steps):
        if not steps:
            return "laws", ""
        numbered = _NUMBERED.fullmatch(steps[-1])
        return ("document", numbered[1]) if steps[0] == "detail" and numbered else None

    def written(self, module, steps, ending=".html"):
        """All addresses of `steps` (["tin-tuc", "hoi-nghi-12"]) in a module, as readers may have kept them."""
        path = "/".join([module, *steps])
        op = "/".join(steps)
        plain = [f"/{self.lang}/{path}{ending}", f"/{path}{ending}"]
        if ending != "/":
            plain += [f"/{self.lang}/{path}/", f"/{path}/"]
        asked = f"/index.php?language={self.lang}&nv={module}"
        return [*plain, f"{asked}&op={op}" if op else asked]


def slashed(address):
    """An inner address of an old text as a path from the root, without host."""
    parts = split(address)
    path = "/" + parts.path.lstrip("/")
    return path + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
