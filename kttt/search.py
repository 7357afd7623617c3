"""What the one search finds: articles, documents with their files, organisations, pages.

Another kind is another `Source` here.
"""

from django.utils import timezone

from cooperatives import facts
from cooperatives.models import OcopProduct, Organization, Sector
from documents.models import Document, DocumentFile, DocumentType, Field, FileText, IssuingBody
from kttt.pages.models import Page
from kttt.publishing import State
from kttt.richtext import headings, plain_text
from kttt.searching.sources import Source, Text, register
from kttt.units.models import AdminUnit, UnitAlias
from news.models import Article, Category, Tag, Topic


def _day(moment):
    return timezone.localdate(moment)


def _article(article):
    filed = [tag.name for tag in article.tags.all()] + [article.category.name]
    if article.topic:
        filed.append(article.topic.name)
    return Text(
        title=article.title,
        about=[article.lead, *filed, *headings(article.body)],
        body="\n".join(
            [article.lead, plain_text(article.body), article.cover_caption, article.author_name, article.source]
        ),
        day=_day(article.publish_from),
    )


def _document(document):
    filed = [f"{document.type} {document.abstract}", f"{document.type} của {document.issuer}"]
    filed += [document.issuer.name, document.issuer.abbreviation, *(field.name for field in document.fields.all())]
    if document.issued_on:
        filed.append(f"{document.type} năm {document.issued_on.year}")
    files = [file for file in document.files.all() if hasattr(file, "reading")]
    return Text(
        title=f"{document.type} {document.number}: {document.abstract}",
        keys=[document.number],
        about=[*filed, document.signer],
        body="\n".join([document.abstract, *(file.title for file in files), *(file.reading.text for file in files)]),
        day=document.issued_on or _day(document.publish_from),
    )


def _organization(organization):
    public = set(facts.public_facts(organization.kind, organization))
    units = [organization.unit_now, organization.unit_then, organization.unit_then and organization.unit_then.parent]
    units = [unit for n, unit in enumerate(units) if unit and unit not in units[:n]]
    said = [organization.products if "products" in public else "", organization.business_lines]
    said += [product.name for product in organization.ocop_products.all()]
    said += [sector.name for sector in organization.sectors.all()]
    said += [unit.full_name for unit in units] + [alias.name for unit in units[:2] for alias in unit.aliases.all()]
    return Text(
        title=organization.name,
        keys=[organization.tax_code, organization.registration_number],
        about=[*said, organization.get_form_display()],
        body=organization.address if "address" in public else "",
    )


def _page(page):
    return Text(
        title=page.title,
        about=[*headings(page.body), *([page.parent.title] if page.parent else [])],
        body=plain_text(page.body),
        day=_day(page.publish_from),
    )


register(
    Source(
        kind="article",
        heading="Tin tức",
        model=Article,
        rows=lambda: Article.objects.filter(state=State.PUBLISHED)
        .select_related("category", "topic")
        .prefetch_related("tags"),
        published=lambda: Article.objects.published().for_lists(),
        text=_article,
        notes=lambda article: [article.category.name, f"{timezone.localtime(article.publish_from):%d/%m/%Y}"],
        parts=((Category, "category"), (Topic, "topic"), (Tag, "tags")),
    ),
    Source(
        kind="document",
        heading="Văn bản",
        model=Document,
        rows=lambda: Document.objects.filter(state=State.PUBLISHED)
        .select_related("type", "issuer")
        .prefetch_related("fields", "files__reading"),
        published=lambda: Document.objects.published().for_lists(),
        text=_document,
        notes=lambda document: [
            document.issuer.name,
            document.issued_on and f"Ngày {document.issued_on:%d/%m/%Y}",
        ],
        parts=(
            (DocumentType, "type"), (IssuingBody, "issuer"), (Field, "fields"), (DocumentFile, "files"),
            (FileText, "files__reading"),
        ),
    ),
    Source(
        kind="organisation",
        heading="Hợp tác xã, tổ hợp tác",
        model=Organization,
        rows=lambda: Organization.objects.filter(hidden=False)
        .select_related("unit_now", "unit_then__parent")
        .prefetch_related("sectors", "ocop_products", "unit_now__aliases", "unit_then__aliases"),
        published=lambda: Organization.objects.published().select_related("unit_now"),
        text=_organization,
        notes=lambda organization: [
            organization.get_form_display(),
            organization.unit_now and organization.unit_now.full_name,
            organization.tax_code and f"Mã số thuế: {organization.tax_code}",
            organization.get_status_display(),
        ],
        parts=(
            (Sector, "sectors"), (OcopProduct, "ocop_products"), (AdminUnit, "unit_now"), (AdminUnit, "unit_then"),
            (AdminUnit, "unit_then__parent"), (UnitAlias, "unit_now__aliases"), (UnitAlias, "unit_then__aliases"),
        ),
    ),
    Source(
        kind="page",
        heading="Trang thông tin",
        model=Page,
        rows=lambda: Page.objects.filter(state=State.PUBLISHED).select_related("parent"),
        published=lambda: Page.objects.published(),
        text=_page,
        notes=lambda page: [],
        parts=((Page, "parent"),),
    ),
)  # fmt: skip
