"""A Word file made a draft article: the only step that knows the model and the storage."""

from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.db import transaction

from kttt import body_pictures, markup, richtext
from news.from_word import reading
from news.from_word.body import number_of
from news.models import Article, Category

NO_COVER_ALT = "Ảnh đại diện chưa có mô tả cho người không nhìn thấy ảnh: hãy điền trước khi lưu."


@dataclass
class Drafted:
    """The draft, what the editor should look at, and its pictures, the cover first, as the command tells them."""

    article: Article
    warnings: list[str] = field(default_factory=list)
    images: list[dict] = field(default_factory=list)


def default_category() -> Category:
    """The section of an article that nobody filed: the first one; an office that has none yet gets “Tin tức”."""
    return Category.objects.first() or Category.objects.create(name="Tin tức", slug="tin-tuc")


def draft_of(data: bytes, name: str, category: Category, user=None, author: str = "") -> Drafted:
    """Makes a draft of the Word file called `name`; `author` counts more than the one that the file names.

    Raises RefusedError with a sentence for the sender; then nothing is stored.
    """
    found = reading.read(data, name)
    parts, stored = found.parts, {}
    article = Article(
        title=parts.title, category=category, lead=parts.lead, source=parts.source, author_name=author or parts.author,
        cover_alt=parts.cover_alt, cover_caption=parts.cover_caption, created_by=user,
    )  # fmt: skip
    try:
        with transaction.atomic():
            body, images = _with_pictures(parts.body, found.pictures, stored)
            article.body = richtext.clean(body)
            if parts.cover is not None:
                picture = found.pictures[parts.cover]
                whole = next(iter(picture.files.values()))
                # Fit for the web already: stored as it is, not compressed again by the column.
                article.cover.save(f"{body_pictures.random_stem()}.webp", ContentFile(whole), save=False)
                article.cover_width, article.cover_height = picture.width, picture.height
                images.insert(0, _told(article.cover.url, parts, article))
            article.save()
    except BaseException:
        for address in stored.values():
            body_pictures.delete(address)
        if article.cover:
            article.cover.storage.delete(article.cover.name)
        raise
    warnings = list(parts.remarks)
    if article.cover and not article.cover_alt:
        warnings.append(NO_COVER_ALT)
    if sentence := body_pictures.missing_descriptions(article.body):
        warnings.append(sentence)
    return Drafted(article, warnings, images)


def _told(address, parts, article):
    return {
        "src": address, "alt": parts.cover_alt, "caption": parts.cover_caption, "width": article.cover_width,
        "height": article.cover_height, "cover": True,
    }  # fmt: skip


def _with_pictures(body, pictures, stored):
    """(the body with its pictures stored, what they are); `stored` gets {number: address} as it goes on."""
    tree, images = markup.parse(body), []
    captions = {id(figure.find_all("img")[0]): figure for figure in tree.find_all("figure") if figure.find_all("img")}
    for image in tree.find_all("img"):
        number = number_of(image)
        one = pictures[number]
        known = next((address for n, address in stored.items() if pictures[n] is one), None)
        address = stored[number] = known or body_pictures.store(one)
        alt = image.attributes.get("alt", "")
        image.attributes = {"src": address, "alt": alt, "width": str(one.width), "height": str(one.height)}
        figure = captions.get(id(image))
        words = figure.find_all("figcaption") if figure else []
        caption = words[0].text.strip() if words else ""
        images.append({
            "src": address, "alt": alt, "caption": caption, "width": one.width, "height": one.height, "cover": False,
        })  # fmt: skip
    return markup.write(tree), images
