"""Whichever way something is written, the index is right afterwards: nothing is left for `rebuild_search` to mend."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from cooperatives.erasing import erase_person
from cooperatives.history import record_edit
from cooperatives.imports.committing import undo
from cooperatives.imports.options import Options
from cooperatives.imports.running import take
from cooperatives.models import OcopProduct, Organization, Sector
from documents.models import Document, DocumentFile, Field, FileText
from kttt.pages.models import Page
from kttt.publishing import State
from kttt.questions.models import Question
from kttt.searching.asking import find, results
from kttt.searching.models import Entry, Stale, Word
from kttt.searching.refreshing import rebuild, refresh_all
from kttt.units.models import AdminUnit, UnitAlias
from news.models import Article, Category, Tag, Topic
from tests import factories
from tests.cooperatives import lists

pytestmark = pytest.mark.django_db


def titles(query, **options):
    found = find(query, **options)
    return [one.plain_title for one in results(found, found.things)] if found.exact else []


@pytest.fixture
def article():
    return factories.article("Đại hội lần thứ tư", lead="Bàn về cây sa nhân.")


@pytest.fixture
def document():
    return factories.document()


@pytest.fixture
def tea():
    """A cooperative with a history, as every one in the registry has."""
    take(lists.workbook(lists.line("HTX Chè Tủa Thàng", "6200800117")), "htx.xlsx", Options())
    return Organization.objects.get()


@pytest.fixture(autouse=True)
def _nothing_is_left_to_mend():
    yield
    refresh_all()
    words = dict(Word.objects.values_list("word", "entries"))
    assert sum(wrong for _entries, wrong in rebuild().values()) == 0
    assert dict(Word.objects.values_list("word", "entries")) == words


def test_the_names_of_an_articles_files_are_found(article):
    file = article.files.create(file=ContentFile(b"%PDF-1.4", "a.pdf"), name="a.pdf", size=8, title="Mẫu đơn gia nhập")
    refresh_all()
    assert titles("mẫu đơn gia nhập") == [article.title]
    file.title = "Phiếu khảo sát"
    file.save()
    refresh_all()
    assert titles("phiếu khảo sát") == [article.title]
    file.delete()
    refresh_all()
    assert titles("phiếu khảo sát") == []


def test_save_and_delete(article):
    assert titles("dai hoi lan thu tu") == ["Đại hội lần thứ tư"]
    article.title = "Hội nghị tổng kết"
    article.save()
    assert titles("dai hoi") == []
    assert titles("hội nghị tổng kết") == ["Hội nghị tổng kết"]
    article.save(update_fields=["lead"])
    article.delete()
    assert titles("hội nghị") == [] and not Entry.objects.exists()


def test_queryset_update_and_delete(article):
    Article.objects.filter(pk=article.pk).update(title="Chợ phiên vùng cao", lead="")
    assert titles("cho phien") == ["Chợ phiên vùng cao"]
    Article.objects.filter(title="Chợ phiên vùng cao").update(title="Lễ hội hoa ban", lead="")
    assert titles("hoa ban") == ["Lễ hội hoa ban"]
    Article.objects.all().delete()
    assert not find("hoa ban").things


def test_bulk_create_and_bulk_update():
    common = {"state": State.PUBLISHED, "category": factories.category(), "body": "<p>.</p>"}
    made = Article.objects.bulk_create([Article(title=f"Mùa lúa thứ {n}", slug=f"t{n}", **common) for n in (1, 2)])
    assert len(titles("mua lua thu")) == 2
    for one in made:
        one.title = one.title.replace("lúa", "ngô")
    Article.objects.bulk_update(made, ["title"])
    assert len(titles("mua ngo thu")) == 2
    Article.objects.bulk_create(
        [Article(pk=made[0].pk, title="Mùa mận", slug="t1", **common)],
        update_conflicts=True, unique_fields=["id"], update_fields=["title", "folded"],
    )  # fmt: skip
    assert titles("mua man") == ["Mùa mận"]
    Article.objects.get_or_create(title="Mùa đào", defaults={**common, "slug": "dao"})
    Article.objects.update_or_create(title="Mùa đào", defaults={"title": "Mùa mơ"})
    assert titles("mua mo") == ["Mùa mơ"]


def test_links_from_either_side(article):
    tag = Tag.objects.create(name="Thảo quả", slug="thao-qua")
    article.tags.add(tag)
    assert titles("thảo quả") == [article.title]
    article.tags.clear()
    assert titles("thảo quả") == []
    tag.articles.add(article)
    assert titles("thảo quả") == [article.title]
    tag.articles.clear()
    assert titles("thảo quả") == []
    article.tags.set([tag])
    article.tags.remove(tag)
    tag.articles.set([article])
    tag.delete()
    assert titles("thảo quả") == []


def test_what_an_article_is_filed_under(article):
    article.topic = Topic.objects.create(name="Vụ chiêm", slug="vu-chiem")
    article.save()
    Topic.objects.update(name="Vụ mùa", sort_key="1")
    assert titles("vu mua") == [article.title]
    Category.objects.filter(pk=article.category_id).update(name="Chuyện bản làng")
    assert titles("chuyen ban lang") == [article.title]
    Topic.objects.all().delete()
    assert titles("vu mua") == []


def test_what_a_document_is_filed_under(document):
    body = document.issuer
    body.name = "Cục Kinh tế hợp tác"
    body.save()
    assert titles("cuc kinh te hop tac") == ["Thông tư 25/2024/TT-BTC: Bãi bỏ một thông tư cũ"]
    document.type.name = "Thông cáo báo chí"
    document.type.save()
    assert titles("thông cáo báo chí 25/2024") == ["Thông cáo báo chí 25/2024/TT-BTC: Bãi bỏ một thông tư cũ"]
    field = Field.objects.create(name="Thủy lợi")
    document.fields.set([field])
    assert len(titles("thuy loi")) == 1
    Field.objects.filter(pk=field.pk).delete()
    assert titles("thuy loi") == []


def test_files_and_what_they_say(document):
    other = factories.document("26/2024/TT-BTC", abstract="Khác")
    file = factories.document_file(document)
    FileText.objects.create(file=file, name=file.file.name, text="Định mức phân bón cho ruộng bậc thang.")
    assert titles("ruong bac thang")[0].startswith("Thông tư 25/")
    file.document = other
    file.save()
    assert [title[:11] for title in titles("ruong bac thang")] == ["Thông tư 26"]
    DocumentFile.objects.filter(pk=file.pk).update(document=document)
    assert [title[:11] for title in titles("ruong bac thang")] == ["Thông tư 25"]
    FileText.objects.update(text="Chuyện khác.")
    assert titles("ruong bac thang") == []
    file.delete()
    assert titles("chuyen khac") == []


def test_import_again_and_undo(tea):
    assert titles("htx che tua thang") == ["HTX Chè Tủa Thàng"]
    assert titles("6200 800 117") == ["HTX Chè Tủa Thàng"]
    later = take(
        lists.workbook(
            lists.line("HTX Chè Tủa Thàng", "6200800117", commune="Bình Lư"), lists.line("HTX Ngô Sơn Bình"),
            title="DANH SÁCH HỢP TÁC XÃ (số liệu đến ngày 31/12/2023)",
        ),
        "htx.xlsx", Options(),
    )  # fmt: skip
    assert titles("tua thang binh lu") == ["HTX Chè Tủa Thàng"]
    assert titles("ngo son binh") == ["HTX Ngô Sơn Bình"]
    undo(later.batch)
    assert titles("ngo son binh") == [] and Entry.objects.get().object_id == tea.pk


def test_a_persons_edit_and_hiding(tea):
    record_edit(tea, {"products": "Chè shan tuyết"}, None)
    assert titles("shan tuyet") == ["HTX Chè Tủa Thàng"]
    Organization.objects.filter(pk=tea.pk).update(hidden=True)
    assert titles("shan tuyet") == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_erasing_a_person(tea, admin_user):
    with transaction.atomic():
        record_edit(tea, {"business_lines": "Nhờ ông Lò Văn Pan trồng chè"}, None)
    assert titles("lo van pan") == ["HTX Chè Tủa Thàng"]
    erase_person(tea, admin_user)
    assert titles("lò văn pan") == []
    assert titles("tua thang") == ["HTX Chè Tủa Thàng"]


def test_personal_data_is_not_in_the_index(tea):
    Organization.objects.filter(pk=tea.pk).update(
        phones=["0912345678"], email="pan@example.vn", leader="Lò Văn Pan", note="Bí mật"
    )
    for query in ("0912345678", "pan@example.vn", "lò văn pan", "bi mat"):
        assert titles(query) == [], query


def test_a_groups_address_is_somebodys_home():
    Organization.objects.create(form="group", name="Tổ hợp tác Nuôi dê", address="Bản Hon, nhà số 7")
    Organization.objects.create(form="cooperative", name="HTX Nuôi gà", address="Bản Hon, nhà số 9")
    assert titles("ban hon") == ["HTX Nuôi gà"]


def test_products_sectors_and_renamed_units(tea):
    product = OcopProduct.objects.create(organization=tea, name="Hồng trà Mây Trắng", stars=4)
    assert titles("hong tra may trang") == ["HTX Chè Tủa Thàng"]
    OcopProduct.objects.filter(pk=product.pk).delete()
    assert titles("hong tra may trang") == []
    Sector.objects.filter(organization=tea).update(name="Nông nghiệp tuần hoàn")
    unit = AdminUnit.objects.get(pk=tea.unit_now_id)
    unit.name = "Mường Mới Lạ"
    unit.save()
    assert titles("xa muong moi la") == ["HTX Chè Tủa Thàng"]
    UnitAlias.objects.create(unit=unit, name="Phố Cũ Kỹ")
    assert titles("pho cu ky") == ["HTX Chè Tủa Thàng"]
    AdminUnit.objects.filter(pk=unit.pk).update(type="Phường", name="Đặt Lại")
    assert titles("phuong dat lai") == ["HTX Chè Tủa Thàng"]
    AdminUnit.objects.filter(pk=tea.unit_then.parent_id).update(type="Huyện", name="Xưa Kia")
    assert titles("huyen xua kia") == ["HTX Chè Tủa Thàng"]


def test_a_question_is_found_once_it_is_public():
    question = factories.answered("Vay vốn mua máy sấy", department=factories.department("Phòng Vốn"))
    Question.objects.filter(pk=question.pk).update(name="Lò Văn Pan", phone="0912345678")
    assert titles("vay von mua may say") == ["Vay vốn mua máy sấy"]
    assert titles("lo van pan") == titles("0912345678") == []
    question.department.name = "Phòng Tín dụng"
    question.department.save()
    assert titles("phong tin dung") == ["Vay vốn mua máy sấy"]
    Question.objects.filter(pk=question.pk).update(published_at=None)
    assert titles("vay von mua may say") == [] and not Entry.objects.filter(kind="question").exists()


def test_the_admin_saves_deletes_and_acts(admin_client, article):
    page = {"title": "Hỏi đáp vùng cao", "slug": "hoi-dap", "body": "<p>Về cây mắc ca</p>", "state": "published",
            "publish_from_0": "01/01/2024", "publish_from_1": "08:00", "kind": "text", "files-TOTAL_FORMS": 0,
            "files-INITIAL_FORMS": 0}  # fmt: skip
    admin_client.post("/quan-tri/pages/page/add/", page)
    assert Page.objects.exists() and titles("mac ca") == ["Hỏi đáp vùng cao"]
    Article.objects.filter(pk=article.pk).update(state="trashed")
    assert titles("dai hoi lan thu tu") == []
    chosen = {"action": "delete_selected", "_selected_action": [article.pk], "post": "yes"}
    admin_client.post("/quan-tri/news/article/?stage=trashed", chosen)
    assert not Article.objects.exists() and not Entry.objects.filter(kind="article").exists()
    admin_client.post(f"/quan-tri/pages/page/{Page.objects.get().pk}/delete/", {"post": "yes"})
    assert titles("mac ca") == []


def test_what_time_and_state_hide(article):
    Article.objects.filter(pk=article.pk).update(publish_from=timezone.now() + timedelta(days=1))
    assert titles("dai hoi lan thu tu") == []
    Article.objects.filter(pk=article.pk).update(publish_from=timezone.now() - timedelta(days=2))
    assert titles("dai hoi lan thu tu") == ["Đại hội lần thứ tư"]
    Article.objects.filter(pk=article.pk).update(publish_until=timezone.now() - timedelta(days=1))
    assert titles("dai hoi lan thu tu") == []
    Article.objects.filter(pk=article.pk).update(publish_until=None, state=State.WITHDRAWN)
    assert titles("dai hoi lan thu tu") == []


def test_what_is_rolled_back_was_never_there(article):
    with transaction.atomic():
        article.title = "Tin nháp"
        article.save()
        transaction.set_rollback(True)
    assert titles("tin nhap") == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_index_is_right_when_the_transaction_ends():
    article = factories.article("Hội xuân")
    assert Entry.objects.get().title == "Hội xuân" and not Stale.objects.exists()
    with transaction.atomic():
        article.title = "Hội thu"
        article.save()
        assert Entry.objects.get().title == "Hội xuân"
    assert Entry.objects.get().title == "Hội thu" and not Stale.objects.exists()


def test_rebuild_mends_and_tells(article, document):
    refresh_all()
    Entry.objects.filter(kind="article").delete()
    Entry.objects.filter(kind="document").update(title="Sai")
    Entry.objects.create(kind="page", object_id=9, title="Thừa", folded_title="thua")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE news_article SET title = 'Viết thẳng vào bảng'")
    told = StringIO()
    call_command("rebuild_search", stdout=told)
    assert "Tin tức: 1 mục, 1 mục sai" in told.getvalue()
    assert "Tổng số mục sai: 3" in told.getvalue()
    assert titles("viet thang vao bang") == ["Viết thẳng vào bảng"]


def test_a_replaced_file_is_read_again(document, monkeypatch):
    from documents import file_text
    from documents.reading_files import read_unread

    monkeypatch.setattr(file_text, "examine", lambda data, ending: file_text.Reading(data.decode("latin-1")))
    file = factories.document_file(document, b"cay tam that")
    read_unread()
    assert len(titles("tam that")) == 1
    file.file.save("moi.pdf", ContentFile(b"cay sa nhan tim"))
    read_unread()
    assert titles("tam that") == [] and len(titles("sa nhan tim")) == 1
    assert Document.objects.count() == FileText.objects.count() == 1
