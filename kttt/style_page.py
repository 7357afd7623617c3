"""/phong-cach/, in development alone: what the design is made of, shown by the very components that pages use."""

import re
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import render

from cooperatives.indicators.catalogue import Figure
from cooperatives.models import OcopProduct
from documents.models import Document
from kttt import charts
from kttt.qr_codes import qr_code
from kttt.visits.reading import with_counts
from news.models import Article

LIGHT, DARK, CONTRAST, DARK_CONTRAST = "sáng", "tối", "tương phản cao", "tương phản cao, tối"
_SCHEMES = {
    "(prefers-color-scheme: dark)": DARK,
    "(prefers-contrast: more)": CONTRAST,
    "(prefers-contrast: more) and (prefers-color-scheme: dark)": DARK_CONTRAST,
}
_BELOW = {DARK: [LIGHT], CONTRAST: [LIGHT], DARK_CONTRAST: [LIGHT, DARK, CONTRAST]}
# Text and what it stands on: at least 4.5 : 1 (WCAG 2.2, 1.4.3), 7 : 1 for readers who ask for more.
PAIRS = [
    ("ink", "paper"), ("ink", "surface"), ("ink", "surface-deep"), ("ink-soft", "paper"), ("ink-soft", "surface"),
    ("ink-soft", "surface-deep"), ("link", "paper"), ("link", "surface"), ("link-over", "paper"), ("gold-ink", "paper"),
    ("gold-ink", "surface-deep"), ("brocade", "paper"), ("brocade", "surface-deep"), ("bad", "surface"),
    ("good", "surface"), ("warn", "surface"), ("on-tea", "tea"), ("on-tea", "tea-deep"), ("on-tea-soft", "tea-deep"),
    ("on-brocade", "brocade"),
]  # fmt: skip


def palettes():
    """{scheme: {token: "#rrggbb"}} as tokens.css defines them for each of the four schemes."""
    text = re.sub(r"/\*.*?\*/", "", _tokens_file().read_text(encoding="utf-8"), flags=re.S)
    own = {scheme: {} for scheme in (LIGHT, DARK, CONTRAST, DARK_CONTRAST)}
    for media, block in re.findall(r"(?:@media ([^{]+?) \{\s*)?:root \{([^}]*)\}", text):
        own[_SCHEMES.get(media, LIGHT)] |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    merged = {}
    for scheme, colours in own.items():
        merged[scheme] = {}
        for below in _BELOW.get(scheme, []):
            merged[scheme] |= own[below]
        merged[scheme] |= colours
    return merged


def contrast(one, other):
    """WCAG's ratio of two colours "#rrggbb": 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _tokens_file():
    return Path(settings.STATICFILES_DIRS[0]) / "css" / "tokens.css"


def _names(pattern):
    return re.findall(rf"--({pattern}):", _tokens_file().read_text(encoding="utf-8").split("@media")[0])


def style_page(request):
    """The living page of the design: tokens with their contrasts, then every component with real content."""
    found = palettes()
    articles = with_counts(Article.objects.published().for_lists().newest_first()[:3], "article")
    documents = with_counts(Document.objects.published().for_lists().newest_first()[:2], "document")
    context = {
        "colours": sorted(found[LIGHT]),
        "schemes": list(found),
        "contrasts": [
            (text, ground, [f"{contrast(p[text], p[ground]):.1f}".replace(".", ",") for p in found.values()])
            for text, ground in PAIRS
        ],
        "sizes": _names(r"size-\w+"),
        "spaces": _names(r"space-\w+"),
        "articles": articles,
        "documents": documents,
        "figures": [Figure("Hợp tác xã", "348", "đã đăng ký, chưa giải thể", "#con-so")],
        "chart": charts.columns([("2022", 120), ("2023", 98), ("2024", None), ("2025", -35)]),
        "product": OcopProduct(name="Chè Shan tuyết", stars=4, recognised_on=date(2021, 5, 4)),
        "qr": qr_code(request.build_absolute_uri(request.path)),
        "address": request.build_absolute_uri(),
        "page_obj": Paginator(range(200), 20).page(4),
        "breadcrumbs": [("Phong cách", None)],
    }
    return render(request, "style_page.html", context)
