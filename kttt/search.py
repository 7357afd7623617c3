"""What the one search finds: articles, documents with their files, organisations, pages, answered questions.

Another kind is another `Source` here.
"""

from functools import partial

from django.utils import timezone

from cooperatives import facts
from cooperatives.models import OcopProduct, Organization, OrganizationSector, Sector
from documents.models import (
    Consultation,
    ConsultationFile,
    Document,
    DocumentFile,
    DocumentType,
    DraftArticle,
    Field,
    FileText,
    IssuingBody,
)
from kttt.citations import following, texts
from kttt.pages.models import Department, OfficeMember, Page, PageFile
from kttt.pages.office import structure
from kttt.publishing import State
from kttt.questions.models import Question
from kttt.questions.models import Topic as QuestionTopic
from kttt.richtext import headings, plain_text
from kttt.searching.sources import Source, Text, one_by_one, register
from kttt.units.models import AdminUnit, UnitAlias
from news.models import Article, ArticleFile, Category, Tag, Topic

District = AdminUnit.Level.DISTRICT


def _day(moment):
    return timezone.localdate(moment)


def _article(article):
    filed = [tag.name for tag in article.tags.all()] + [article.category.name]
    if article.topic:
        filed.append(article.topic.name)
    words = plain_text(article.body)
    return Text(
        title=article.title,
        about=[article.lead, *filed, *headings(article.body)],
        body="\n".join(
            [
                article.lead,
                words,
                article.cover_caption,
                *(str(file) for file in article.files.all()),
                article.author_name,
                article.source,
            ]
        ),
        day=_day(article.publish_from),
        names=texts.named(f"{article.lead}\n{words}"),
    )


def _document(document):
    filed = [f"{document.type} {document.abstract}", f"{document.type} của {document.issuer}"]
    filed += [document.issuer.name, document.issuer.abbreviation, *(field.name for field in document.fields.all())]
    if document.issued_on:
        filed.append(f"{document.type} năm {document.issued_on.year}")
    files = [file for file in document.files.all() if hasattr(file, "reading")]
    named = texts.named("\n".join([document.abstract, *(file.reading.text for file in files)]))
    named.pop(document.number_key, None)
    return Text(
        title=f"{document.type} {document.number}: {document.abstract}",
        keys=[document.number],
        about=[*filed, document.signer],
        body="\n".join([document.abstract, *(file.title for file in files), *(file.reading.text for file in files)]),
        day=document.issued_on or _day(document.publish_from),
        names=named,
    )


def _consultation(consultation):
    """The draft and its papers, never who says what of it."""
    filed = [f"Dự thảo {consultation.type}", consultation.drafter.name, consultation.drafter.abbreviation]
    articles = [f"{article}\n{article.text}" for article in consultation.articles.all()]
    return Text(
        title=consultation.title,
        about=["Lấy ý kiến dự thảo", *filed],
        body="\n".join([consultation.summary, *articles, *(str(file) for file in consultation.files.all())]),
        day=consultation.opens_on,
    )


def _organizations(rows):
    """By hand what `prefetch_related` would do: an import brings 35,000 rows, and units are 150."""
    rows = list(rows)
    units = {unit.pk: unit for unit in AdminUnit.objects.select_related("parent").prefetch_related("aliases")}
    said = {row.pk: [] for row in rows}
    for model, name in ((OcopProduct, "name"), (OrganizationSector, "sector__name")):
        for pk, words in model.objects.filter(organization__in=said).values_list("organization_id", name):
            said[pk].append(words)
    for row in rows:
        yield row.pk, _organization(row, said[row.pk], units)


def _organization(organization, also, units):
    public = set(facts.public_facts(organization.kind, organization))
    places = [units[pk] for pk in dict.fromkeys([organization.unit_now_id, organization.unit_then_id]) if pk]
    named = [unit.full_name for unit in places] + [alias.name for unit in places for alias in unit.aliases.all()]
    named += [unit.parent.full_name for unit in places if unit.parent_id and unit.parent.level == District]
    return Text(
        title=organization.name,
        keys=[organization.tax_code, organization.registration_number],
        about=[
            organization.products if "products" in public else "", organization.business_lines, *also, *named,
            organization.get_form_display(),
        ],
        body=organization.address if "address" in public else "",
    )  # fmt: skip


def _people():
    """What the pages of kind STRUCTURE and DIRECTORY show of the office, as lines."""
    leaders, departments = structure()
    facts = [(p.name, p.post, p.public_phone, p.public_email) for p in leaders]
    for department, people in departments:
        facts.append((department.name, department.duties, department.phone))
        facts += [(p.name, p.post, department.name, p.public_phone, p.public_email) for p in people]
    return [", ".join(filter(None, one)) for one in facts]


def _page(page):
    office = _people() if page.kind in (Page.Kind.STRUCTURE, Page.Kind.DIRECTORY) else []
    filed = [Page.Kind.PROCEDURE.label] if page.kind == Page.Kind.PROCEDURE else []
    words = plain_text(page.body)
    return Text(
        title=page.title,
        about=[page.summary, *filed, *headings(page.body), *([page.parent.title] if page.parent else [])],
        body="\n".join([page.summary, words, *(file.title for file in page.files.all()), *office]),
        day=_day(page.publish_from),
        names=texts.named(words),
    )


def _pages_with_people():
    """Each shows all the office's people: whoever comes or goes changes it."""
    return Page.objects.filter(kind__in=(Page.Kind.STRUCTURE, Page.Kind.DIRECTORY))


def _question(question):
    """Never who asked: only what staff made public of the question."""
    filed = [question.topic and question.topic.name, question.department and question.department.name]
    words = "\n".join([question.body, plain_text(question.answer), question.legal_basis])
    return Text(
        title=question.title,
        about=["Hỏi đáp", *filter(None, filed)],
        body=words,
        day=_day(question.published_at),
        names=texts.named(words),
    )


register(
    Source(
        kind="article",
        heading="Tin tức",
        model=Article,
        rows=lambda: Article.objects.filter(state=State.PUBLISHED)
        .select_related("category", "topic")
        .prefetch_related("tags", "files"),
        published=lambda: Article.objects.published().for_lists(),
        texts=one_by_one(_article),
        notes=lambda article: [article.category.name, f"{timezone.localtime(article.publish_from):%d/%m/%Y}"],
        parts=((Category, "category"), (Topic, "topic"), (Tag, "tags"), (ArticleFile, "files")),
        follow=partial(following.keep, "article"),
    ),
    Source(
        kind="document",
        heading="Văn bản",
        model=Document,
        rows=lambda: Document.objects.filter(state=State.PUBLISHED, internal=False)
        .select_related("type", "issuer")
        .prefetch_related("fields", "files__reading"),
        published=lambda: Document.objects.published().for_lists(),
        texts=one_by_one(_document),
        notes=lambda document: [
            document.issuer.name,
            document.issued_on and f"Ngày {document.issued_on:%d/%m/%Y}",
        ],
        parts=(
            (DocumentType, "type"), (IssuingBody, "issuer"), (Field, "fields"), (DocumentFile, "files"),
            (FileText, "files__reading"),
        ),
        follow=partial(following.keep, "document"),
    ),
    Source(
        kind="consultation",
        heading="Lấy ý kiến dự thảo",
        model=Consultation,
        rows=lambda: Consultation.objects.filter(state=State.PUBLISHED)
        .select_related("type", "drafter")
        .prefetch_related("articles", "files"),
        published=lambda: Consultation.objects.published().for_lists(),
        texts=one_by_one(_consultation),
        notes=lambda consultation: [
            consultation.drafter.name, f"Lấy ý kiến đến hết ngày {consultation.closes_on:%d/%m/%Y}",
        ],
        parts=(
            (DocumentType, "type"), (IssuingBody, "drafter"), (DraftArticle, "articles"), (ConsultationFile, "files"),
        ),
    ),
    Source(
        kind="organization",
        heading="Hợp tác xã, tổ hợp tác",
        model=Organization,
        rows=lambda: Organization.objects.filter(hidden=False),
        published=lambda: Organization.objects.published().select_related("unit_now"),
        texts=_organizations,
        notes=lambda organization: [
            organization.get_form_display(),
            organization.unit_now and organization.unit_now.full_name,
            organization.tax_code and f"Mã số thuế: {organization.tax_code}",
            organization.get_status_display(),
        ],
        parts=(
            (Sector, "sectors"), (OcopProduct, "ocop_products"), (AdminUnit, "unit_now"), (AdminUnit, "unit_then"),
            (AdminUnit, "unit_then__parent"), (AdminUnit, "unit_now__parent"),
            (UnitAlias, "unit_now__aliases"), (UnitAlias, "unit_then__aliases"),
        ),
    ),
    Source(
        kind="page",
        heading="Trang thông tin",
        model=Page,
        rows=lambda: Page.objects.filter(state=State.PUBLISHED).select_related("parent").prefetch_related("files"),
        published=lambda: Page.objects.published(),
        texts=one_by_one(_page),
        notes=lambda page: [page.kind == Page.Kind.PROCEDURE and page.get_kind_display()],
        parts=((Page, "parent"), (PageFile, "files"), (OfficeMember, _pages_with_people),
               (Department, _pages_with_people)),
        follow=partial(following.keep, "page"),
    ),
    Source(
        kind="question",
        heading="Hỏi đáp",
        model=Question,
        rows=lambda: Question.objects.filter(
            state=Question.State.ANSWERED, public_wanted=True, published_at__isnull=False
        ).select_related("topic", "department"),
        published=lambda: Question.objects.published().for_lists(),
        texts=one_by_one(_question),
        notes=lambda question: [
            question.topic and question.topic.name, f"Trả lời ngày {_day(question.published_at):%d/%m/%Y}",
        ],
        parts=((QuestionTopic, "topic"), (Department, "department")),
        follow=partial(following.keep, "question"),
    ),
)  # fmt: skip
