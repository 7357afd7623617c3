"""A small portal with one of everything that readers meet, and with what is hard to show."""

from types import SimpleNamespace

from django.core.files.base import ContentFile

from cooperatives.models import Organization, YearlyFigures
from documents.models import DocumentType
from kttt.pages.models import Link, LinkGroup, MenuItem, Notice, OfficeMember, Page, PageFile, SiteSettings
from kttt.publishing import State
from kttt.questions.models import Topic
from tests import factories
from tests.polls.test_polls import poll

LONG_WORD = "https://tuyenquang.example.vn/" + "bao-cao-tong-hop-" * 12 + "2025.xlsx"
WIDE_TABLE = (
    '<figure class="table"><table><thead><tr>'
    + "".join(f"<th>Doanh thu năm {2010 + n}</th>" for n in range(14))
    + "</tr></thead><tbody><tr>"
    + "".join(f"<td>{n + 1}.250.000.000 đồng</td>" for n in range(14))
    + "</tr></tbody></table></figure>"
)


def fill_portal():
    """Fills an empty portal; gives what was made, by name."""
    SiteSettings(
        pk=1,
        parent_body="Ủy ban nhân dân tỉnh Lai Châu",
        slogan="Cổng thông tin kinh tế tập thể, hợp tác xã",
        address="Tầng 2, Khu hành chính tỉnh, phường Tân Phong, tỉnh Lai Châu",
        phone="0213 3876 000",
        email="vanphong.lienminhhoptacxa.tinhlaichau@example.vn",
        responsible="Chủ tịch Liên minh Hợp tác xã tỉnh",
        licence="Giấy phép số 00/GP-STTTT (minh họa)",
    ).save()
    about = MenuItem.objects.create(title="Giới thiệu", address="/trang/gioi-thieu/", position=1)
    for position, (title, address) in enumerate(
        [
            ("Chức năng, nhiệm vụ", "/trang/chuc-nang/"),
            ("Chính sách quyền riêng tư", "/trang/chinh-sach-quyen-rieng-tu/"),
        ]
    ):
        MenuItem.objects.create(title=title, address=address, parent=about, position=position)
    for position, (title, address) in enumerate(
        [("Tin tức", "/tin-tuc/"), ("Văn bản", "/van-ban/"), ("Hợp tác xã", "/hop-tac-xa/"), ("Hỏi đáp", "/hoi-dap/"),
         ("Thăm dò ý kiến", "/tham-do/"), ("Liên hệ", "/lien-he/")],
        start=2,
    ):  # fmt: skip
        MenuItem.objects.create(title=title, address=address, position=position)
    for title, slug in [("Giới thiệu", "gioi-thieu"), ("Chức năng, nhiệm vụ", "chuc-nang"),
                        ("Chính sách quyền riêng tư", "chinh-sach-quyen-rieng-tu"),
                        ("Trợ giúp tiếp cận", "tro-giup-tiep-can")]:  # fmt: skip
        Page.objects.get_or_create(
            slug=slug,
            defaults={"title": title, "body": f"<p>{title} của cơ quan.</p>{WIDE_TABLE}", "state": State.PUBLISHED},
        )
    office = factories.department(duties="Thành lập, điều lệ, kế toán", phone="0213 0000 003")
    for name, post, department in (
        ("Vàng A Pao", "Chủ tịch", None),
        ("Lò Thị Sen", "Phó Chủ tịch thường trực", None),
        ("Nguyễn Hoàng Thị Phương Thảo", "Phó Trưởng phòng phụ trách tư vấn thành lập", office),
    ):
        OfficeMember.objects.create(
            name=name, post=post, department=department, contact_shown=True, phone="0213 0000 010",
            email="tuvan.phongtuvanhotrohoptacxa.tinhlaichau@example.vn", picture=factories.picture(300, 400),
        )  # fmt: skip
    for title, slug, kind in (("Cơ cấu tổ chức", "co-cau", "structure"), ("Danh bạ", "danh-ba", "directory"),
                              ("Thành lập hợp tác xã", "thanh-lap", "procedure")):  # fmt: skip
        page = Page.objects.create(
            title=title, slug=slug, kind=kind, state=State.PUBLISHED, summary=f"{title} của tỉnh.",
            body=f"<ol><li><strong>Họp.</strong> Bàn bạc.</li><li>{LONG_WORD}</li></ol>",
        )  # fmt: skip
    name = "giay-de-nghi-dang-ky-" + "thanh-lap-" * 12 + ".pdf"
    PageFile.objects.create(page=page, file=ContentFile(b"%PDF-1.4", name), name=name, size=8, title="Giấy đề nghị")
    Link.objects.create(
        group=LinkGroup.objects.create(title="Đối tác", place="home"), title=LONG_WORD[:120], address="/tin-tuc/"
    )
    Notice.objects.create(text="Lịch tiếp dân tháng 12", address="/lien-he/")
    group = LinkGroup.objects.create(title="Cơ quan trong tỉnh", place="footer")
    Link.objects.create(group=group, title="Cổng thông tin điện tử tỉnh", address="https://laichau.example.vn/")

    made = SimpleNamespace()
    for n in range(13):
        factories.article(f"Tin số {n}", lead="Tin ngắn.", featured=n < 3)
    made.article = factories.article(
        "Mùa chè ở Bản Bo",
        lead="Vụ chè xuân cho sản lượng cao.",
        body=(
            '<p>Bà con phấn khởi, xem <a href="/van-ban/">văn bản</a> và '
            '<a href="https://vidu.example.vn/che">trang của tỉnh</a>.</p>'
            f"<h2>Số liệu</h2>{WIDE_TABLE}<p>{LONG_WORD}</p><blockquote><p>{LONG_WORD}</p></blockquote>"
        ),
        author_name="Thu Trang",
        source="Báo Lai Châu",
    )
    factories.category("chua-co-bai", name="Chuyên mục chưa có bài")
    for n in range(21):
        factories.document(f"{n + 1}/KH-LMHTX", abstract=f"Kế hoạch số {n + 1}")
    made.document = factories.document(
        "477/CT-UBND",
        type=DocumentType.objects.get(name="Chỉ thị"),
        abstract=f"Phát động phong trào thi đua, {LONG_WORD}",
    )
    made.file = factories.document_file(made.document, name="chi-thi-477-" + "phat-dong-" * 12 + ".docx")
    for n in range(25):
        Organization.objects.create(form="cooperative", name=f"Hợp tác xã số {n:02}", status="active")
    Organization.objects.create(form="group", name="Tổ hợp tác Nuôi ong")
    made.cooperative = Organization.objects.create(
        form="cooperative", name="HTX Chè Bản Bo", tax_code="6200800117", status="active"
    )
    for year in range(2014, 2026):
        YearlyFigures.objects.create(organization=made.cooperative, year=year, members=20, revenue=12_345_678_900)
    made.poll = poll()
    poll("Thăm dò đã kết thúc", closes_at=made.poll.publish_from)
    topic = Topic.objects.create(name="Vốn góp", slug="von-gop", department=factories.department())
    made.question = factories.answered(
        f"Góp vốn bằng đất được không? {LONG_WORD}"[:200], answer=f"<p>Được.</p>{WIDE_TABLE}", topic=topic
    )
    return made
