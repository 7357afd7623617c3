"""`load_demo [--if-empty]`: fills an empty database with the demo content."""

import random
import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from cooperatives.history import record_edit
from cooperatives.imports.options import Options
from cooperatives.imports.running import take
from cooperatives.models import (
    Cooperative,
    CooperativeGroup,
    ExportLayout,
    IndicatorEntry,
    IndicatorTarget,
    OcopProduct,
    SavedView,
)
from cooperatives.models.months import months_later
from documents import drafts
from documents.models import Consultation, Document, DocumentFile, DocumentType, Field, IssuingBody, Relation
from kttt import text
from kttt.demo import traffic
from kttt.demo.accounts import DEMO_ACCOUNTS
from kttt.demo.papers import form, list_form, paper
from kttt.demo.pictures import draw_scene
from kttt.pages.models import (
    Banner,
    Department,
    LinkGroup,
    MenuItem,
    Notice,
    OfficeMember,
    Page,
    PageFile,
    SiteSettings,
)
from kttt.polls.models import Poll
from kttt.publishing import State
from kttt.questions.models import Question
from kttt.questions.models import Topic as QuestionTopic
from kttt.searching import refreshing
from kttt.visits.models import DailyCount
from news import workflow
from news.models import Article, Category, Tag, Topic

FOLDER = Path(__file__).resolve().parents[2]
REGISTRY = ("hop-tac-xa-2021.xlsx", "to-hop-tac-2020.xlsx", "to-hop-tac-2021.xlsx")
CONFERENCE_VIEWS = 310


def _read(name):
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _moment(said):
    return timezone.make_aware(datetime.fromisoformat(said))


def _day(said):
    return date.fromisoformat(said) if said else None


class Command(BaseCommand):
    """Content that the project wrote and drew itself; invented people and firms. Never in production."""

    help = "Nạp nội dung mẫu vào cơ sở dữ liệu trống."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="không làm gì nếu đã có nội dung")

    def handle(self, *args, if_empty, **options):
        if settings.PRODUCTION:
            raise CommandError("Nội dung mẫu có tài khoản với mật khẩu công khai: không nạp trên máy chủ thật.")
        if get_user_model().objects.exists() or Article.objects.exists() or Document.objects.exists():
            if if_empty:
                return
            raise CommandError("Cơ sở dữ liệu đã có nội dung: nội dung mẫu chỉ nạp vào cơ sở dữ liệu trống.")
        self.stdout.write("Đang nạp nội dung mẫu…")
        self.today = timezone.localdate()
        with transaction.atomic():
            self.accounts()
            counts = (
                traffic.site_visits(self.today)
                + self.pages()
                + self.articles()
                + self.documents()
                + self.consultations()
                + self.questions()
            )
            self.people()
            self.plans()
            DailyCount.objects.bulk_create(counts, batch_size=500)
        for name in REGISTRY:
            outcome = take((FOLDER / "registry" / name).read_bytes(), name, Options())
            if outcome.exit_status:
                raise CommandError(f"{name}: {outcome.problem or outcome.report['counts']}")
        self.desk()
        self.perhaps_one()
        refreshing.refresh_all()
        self.stdout.write("Đã nạp nội dung mẫu.")

    def plans(self):
        """A year's plan and the figures that the office enters beside the registry."""
        content = _read("plans.toml")
        IndicatorTarget.objects.bulk_create(IndicatorTarget(**said) for said in content["target"])
        IndicatorEntry.objects.bulk_create(IndicatorEntry(**said) for said in content["entry"])

    def desk(self):
        """OCOP recognitions that have ended, soon end and hold; a layout of columns; a saved view."""
        today, names = timezone.localdate(), ("Chè xanh", "Mật ong rừng", "Gạo tẻ râu", "Miến dong")
        owners = Cooperative.objects.registered().filter(status="active")[: len(names)]
        for owner, name, months in zip(owners, names, (40, 35, 31, 6), strict=True):
            day = months_later(today, -months)
            OcopProduct.objects.create(organization=owner, name=name, stars=3, recognised_on=day)
        columns = [["number", "STT"], ["name", "Tên hợp tác xã"], ["current_commune", "Xã, phường"], ["members", ""],
                   ["revenue", "Doanh thu năm {năm} (đồng)"]]  # fmt: skip
        ExportLayout.objects.create(kind="cooperative", name="Thành viên và doanh thu", columns=columns)
        SavedView.objects.create(kind="cooperative", name="HTX tạm ngừng hoạt động", query="status__exact=suspended")

    @transaction.atomic
    def perhaps_one(self):
        """Two groups of one trade and commune that the office learnt to have one leader and phone: are they one?

        Neither a fact by which figures are counted nor a name is touched, so that the lists come in again unchanged.
        """
        here = CooperativeGroup.objects.filter(unit_then__name="Tả Lèng")
        one = here.get(name="Tổ hợp tác Chăn nuôi lợn đen bản Phai Cát")
        other = here.get(name="Tổ hợp tác Chăn nuôi lợn đen bản Hoàng Liên")
        clerk = get_user_model().objects.get(username="canbo")
        learnt = {"leader": one.leader, "phones": one.phones, "address": one.address}
        record_edit(other, learnt, clerk, change_from=date(2022, 3, 15))

    def accounts(self):
        """One account for each group."""
        for username, password, group in DEMO_ACCOUNTS:
            user = get_user_model().objects.create_user(
                username, password=password, is_staff=True, is_superuser=not group, first_name=group or "Quản trị"
            )
            if group:
                user.groups.add(Group.objects.get(name=group))

    def pages(self):
        """Static pages, menu, banners, notices, links and the office's data; gives the traffic rows of procedures."""
        content = _read("pages.toml")
        SiteSettings(
            pk=1,
            parent_body="Ủy ban nhân dân tỉnh Lai Châu",
            slogan="Cổng thông tin kinh tế tập thể, hợp tác xã",
            address="Tầng 2, Khu hành chính tỉnh, phường Tân Phong, tỉnh Lai Châu",
            phone="0213 3876 000",
            email="lienminh@example.vn",
            responsible="Chủ tịch Liên minh Hợp tác xã tỉnh",
            licence="Giấy phép thiết lập trang thông tin điện tử số 00/GP-STTTT (minh họa)",
        ).save()
        pages, counts = {}, []
        for said in content["page"]:
            pages[said["slug"]] = Page.objects.create(
                title=said["title"], slug=said["slug"], body=said["body"], state=State.PUBLISHED,
                kind=said.get("kind", Page.Kind.TEXT), summary=said.get("summary", ""),
                publish_from=_moment("2021-11-01T08:00"),
            )  # fmt: skip
            if "views" in said:
                page = pages[said["slug"]]
                counts += traffic.views_of(
                    "page", page.pk, page.publish_from.date(), self.today, said["views"], said["downloads"]
                )
        for said in content["page"]:
            if said["parent"]:
                pages[said["slug"]].parent = pages[said["parent"]]
                pages[said["slug"]].save()
        items = {}
        for position, said in enumerate(content["menu"]):
            items[said["title"]] = MenuItem.objects.create(
                title=said["title"], address=said["address"], parent=items.get(said["parent"]), position=position
            )
        for position, said in enumerate(content["banner"]):
            Banner(
                title=said["title"], alt=said["alt"], place=said["place"], address=said["address"], position=position,
                picture=ContentFile(draw_scene(said["scene"], said["title"]), "banner.jpg"),
            ).save()  # fmt: skip
        for said in content["notice"]:
            Notice.objects.create(**said)
        for position, said in enumerate(content["link_group"]):
            group = LinkGroup.objects.create(title=said["title"], place=said["place"], position=position)
            for number, (title, address) in enumerate(said["links"]):
                group.links.create(title=title, address=address, position=number)
        self.polls(content["poll"])
        self.forms(pages)
        return counts

    def forms(self, pages):
        """The forms of the procedures, by the slug of their page."""
        for position, said in enumerate(_read("forms.toml")["form"]):
            if "columns" in said:
                ending, data = "xlsx", list_form(said["title"], said["columns"], said["widths"])
            else:
                ending, data = "pdf", form(said["title"], said["lines"])
            name = f"{text.slug(said['title'])}.{ending}"
            PageFile.objects.create(
                page=pages[said["page"]], file=ContentFile(data, name), name=name, size=len(data), title=said["title"],
                position=position,
            )  # fmt: skip

    def people(self):
        """The office's people, in their departments."""
        departments = {department.name: department for department in Department.objects.all()}
        for position, said in enumerate(_read("pages.toml")["person"]):
            department = departments[said["department"]] if said["department"] else None
            OfficeMember.objects.create(**said | {"department": department}, position=position)

    def polls(self, content):
        """Polls with the votes of invented readers; one is open, one is closed."""
        for said in content:
            closed = said["closed_days_ago"]
            poll = Poll.objects.create(
                question=said["question"], explanation=said["explanation"], several=said["several"],
                results=said["results"], ballots=said["ballots"], state=State.PUBLISHED,
                publish_from=timezone.now() - timedelta(days=said["opened_days_ago"]),
                closes_at=timezone.now() - timedelta(days=closed) if closed else None,
            )  # fmt: skip
            for position, (option, votes) in enumerate(said["options"]):
                poll.options.create(text=option, position=position, votes=votes)

    def articles(self):
        """Categories, topics, tags and articles; gives their traffic rows."""
        content = _read("articles.toml")
        categories = {
            said["slug"]: Category.objects.create(**said, position=n) for n, said in enumerate(content["category"])
        }
        topics = {said["slug"]: Topic.objects.create(**said) for said in content["topic"]}
        tags, counts = {}, []
        for said in content["article"]:
            published = _moment(said["published"])
            article = Article(
                title=said["title"], category=categories[said["category"]], lead=said["lead"], body=said["body"],
                author_name=said["author"], source=said["source"], topic=topics.get(said["topic"]),
                pinned=said["pinned"], featured=said["featured"], cover_alt=said["cover_alt"],
                cover_caption=said["cover_caption"], state=State.PUBLISHED, publish_from=published,
                cover=ContentFile(draw_scene(said["scene"], said["title"]), "cover.jpg"),
            )  # fmt: skip
            article.kind = said.get("kind", Article.Kind.TEXT)
            article.save()
            self.article_parts(article, said)
            for name in said["tags"]:
                if name not in tags:
                    tags[name] = Tag.objects.create(name=name, slug=text.slug(name))
                article.tags.add(tags[name])
            views = random.Random(said["title"]).randint(180, 4200)  # noqa: S311
            if said["published"].startswith("2022-03-04"):
                views = CONFERENCE_VIEWS
            counts += traffic.views_of("article", article.pk, published.date(), self.today, views)
        self.newsroom(content["waiting"], categories)
        return counts

    def newsroom(self, content, categories):
        """A reporter's articles on their way to the readers, each a step farther."""
        people = {user.username: user for user in get_user_model().objects.all()}
        for said in content:
            article = Article.objects.create(
                title=said["title"], category=categories[said["category"]], lead=said["lead"], body=said["body"],
                created_by=people["phongvien"], author_name="Phóng viên",
            )  # fmt: skip
            for account, step, reason in said["steps"]:
                at = timezone.now() + timedelta(days=7) if step == "schedule" else None
                workflow.perform(article, step, people[account], reason, at)

    def article_parts(self, article, said):
        """The gallery and the files of one article."""
        for position, (scene, alt, caption) in enumerate(said.get("photos", ())):
            picture = ContentFile(draw_scene(scene, alt), "photo.jpg")
            article.photos.create(picture=picture, alt=alt, caption=caption, position=position)
        for position, (title, lines) in enumerate(said.get("files", ())):
            data, name = form(title, lines), f"{text.slug(title)}.pdf"
            article.files.create(
                file=ContentFile(data, name), name=name, size=len(data), title=title, position=position
            )

    def documents(self):
        """Documents, each with a generated PDF; gives their traffic rows."""
        types, bodies, fields, counts = {}, {}, {}, []
        for said in _read("documents.toml")["document"]:
            for model, known, name in (
                (DocumentType, types, said["type"]),
                (IssuingBody, bodies, said["issuer"]),
                *((Field, fields, name) for name in said["fields"]),
            ):
                if name not in known:
                    known[name] = model.objects.get_or_create(name=name)[0]
            published = _moment(said["published"])
            document = Document.objects.create(
                number=said["number"], type=types[said["type"]], issuer=bodies[said["issuer"]], signer=said["signer"],
                issued_on=_day(said["issued_on"]), effective_on=_day(said["effective_on"]),
                expired_on=_day(said["expired_on"]), abstract=said["abstract"], state=State.PUBLISHED,
                publish_from=published,
            )  # fmt: skip
            document.fields.set([fields[name] for name in said["fields"]])
            for verb, number in said.get("relations", ()):
                Relation.objects.create(source=document, verb=verb, target_number=number)
            issued = document.issued_on
            written = f"ngày {issued.day:02} tháng {issued.month:02} năm {issued.year}" if issued else ""
            data = paper(said["type"], said["number"], said["issuer"], written, said["abstract"], said["text"])
            name = f"{text.slug(said['number'])}.pdf"
            DocumentFile(
                document=document,
                file=ContentFile(data, name),
                name=name,
                size=len(data),
                title="Bản giới thiệu nội dung",
            ).save()
            counts += traffic.views_of(
                "document", document.pk, published.date(), self.today, said["views"], said["downloads"]
            )
        return counts

    def consultations(self):
        """Drafts with their papers and opinions, one open and one closed; gives their traffic rows."""
        counts = []
        for said in _read("consultations.toml")["consultation"]:
            opened = self.today + timedelta(days=said["opened"])
            draft = Consultation.objects.create(
                title=said["title"], type=DocumentType.objects.get_or_create(name=said["type"])[0],
                drafter=IssuingBody.objects.get_or_create(name=said["drafter"])[0], summary=said["summary"].strip(),
                outcome=said.get("outcome", "").strip(), opens_on=opened, state=State.PUBLISHED,
                closes_on=self.today + timedelta(days=said["closes"]), publish_from=_moment(f"{opened}T08:00"),
            )  # fmt: skip
            articles = {0: None}
            for position, (label, title, words) in enumerate(drafts.articles(said["text"]), 1):
                articles[position] = draft.articles.create(label=label, title=title, text=words, position=position)
            for position, (kind, title) in enumerate(said["files"]):
                data = paper(title, "(dự thảo)", said["drafter"], "", said["title"], said["text"].splitlines())
                name = f"{text.slug(title)}.pdf"
                draft.files.create(
                    paper=kind, title=title, file=ContentFile(data, name), name=name, size=len(data), position=position
                )
            for sent in said["opinion"]:
                opinion = draft.opinions.create(
                    name=sent["name"], organization=sent["organization"], name_shown=sent["name_shown"],
                    state=sent["state"], created_at=timezone.now() - timedelta(days=sent["days"]),
                )  # fmt: skip
                for article, words, response, answer in sent["remarks"]:
                    opinion.remarks.create(
                        article=articles[article], text=words, original=words, response=response, answer=answer
                    )
            counts += traffic.views_of("consultation", draft.pk, opened, self.today, said["views"], said["downloads"])
        return counts

    def questions(self):
        """Departments, answered questions and some that wait; gives their traffic rows."""
        content, counts = _read("questions.toml"), []
        departments = {
            said["name"]: Department.objects.create(**said, position=n) for n, said in enumerate(content["department"])
        }
        topics = {
            said["slug"]: QuestionTopic.objects.create(
                name=said["name"], slug=said["slug"], department=departments[said["department"]], position=n
            )
            for n, said in enumerate(content["topic"])
        }
        for said in content["question"]:
            sent = timezone.now() - timedelta(days=said["days"])
            topic, answer = topics.get(said.get("topic")), said.get("answer", "")
            answered = sent + timedelta(days=min(6, said["days"] - 1)) if answer else None
            question = Question(
                title=said["title"], body=said["body"], original_title=said["title"], original_body=said["body"],
                name=said["name"], name_shown=said["name_shown"], phone=said.get("phone", ""),
                email=said.get("email", ""), topic=topic, public_wanted=said.get("public_wanted", True),
                department=topic.department if topic else departments[said["department"]], answer=answer.strip(),
                legal_basis=said.get("legal_basis", "").strip(), created_at=sent, closed_at=answered,
                published_at=answered, state=Question.State.ANSWERED if answer else said.get("state", "new"),
            )  # fmt: skip
            question.save()
            question.steps.create(what="Người gửi gửi yêu cầu", at=sent)
            if answered:
                question.steps.create(what="Trả lời và công khai", at=answered)
                views = random.Random(said["title"]).randint(60, 900)  # noqa: S311
                counts += traffic.views_of("question", question.pk, answered.date(), self.today, views)
        return counts
