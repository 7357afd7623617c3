"""The library of pictures: it knows every picture and each of its uses, replaces everywhere, and keeps what is used."""

from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from kttt.library import gathering, replacing, uses
from kttt.library.models import Picture
from kttt.moved.models import MovedAddress
from kttt.pages.models import Banner, Page
from kttt.publishing import State, content_revision
from kttt.searching.models import Stale
from news.models import Article
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/library/picture/"


def upload(width=64, height=36, name="Hái chè.jpg"):
    return SimpleUploadedFile(name, factories.picture(width, height).read(), "image/jpeg")


def sent(client, **values):
    """The stored name of a picture that an editor's CKEditor sent."""
    return client.post("/quan-tri/anh/tai-len/", {"upload": upload(**values)}).json()["url"].removeprefix("/media/")


def figure(name, alt="Nương chè", caption=""):
    told = f"<figcaption>{caption}</figcaption>" if caption else ""
    return (
        f'<figure class="image"><img src="/media/{name}" alt="{alt}" width="64" height="36">{told}</figure><p>Chữ.</p>'
    )


@pytest.fixture
def editor(client):
    user = factories.staff(group="Biên tập")
    client.force_login(user)
    return user


def test_every_way_of_bringing_a_picture_leads_into_the_library(client, editor):
    name = sent(client)
    article = factories.article(cover=upload(), cover_alt="Đồi chè", cover_caption="Bản Bo", created_by=editor)
    banner = Banner.objects.create(title="Chè", picture=upload(), alt="Búp chè")
    gathering.gather()
    found = {picture.name: picture for picture in Picture.objects.all()}
    assert set(found) == {name, article.cover.name, banner.picture.name}
    assert (found[name].title, found[name].uploaded_by) == ("Hái chè.jpg", editor)
    cover = found[article.cover.name]
    assert (cover.alt, cover.caption, cover.uploaded_by) == ("Đồi chè", "Bản Bo", editor)
    assert (cover.width, cover.height, cover.size) == (64, 36, default_storage.size(cover.name))
    assert found[banner.picture.name].alt == "Búp chè"


def test_smaller_sizes_of_a_picture_are_no_pictures_of_their_own(client, editor):
    data = replacing.normalise(upload())
    for ending in ("1280x720", "480", "800"):
        default_storage.save(f"uploads/2026/abc_{ending}.webp", data)
    default_storage.save("uploads/2026/def_480.webp", data)
    gathering.gather()
    assert set(Picture.objects.values_list("name", flat=True)) == {
        "uploads/2026/abc_1280x720.webp", "uploads/2026/def_480.webp",
    }  # fmt: skip


def test_smaller_sizes_go_with_their_picture(client, editor, django_capture_on_commit_callbacks):
    data = replacing.normalise(upload())
    for ending in ("1280x720", "480"):
        default_storage.save(f"uploads/2026/abc_{ending}.webp", data)
    gathering.gather()
    with django_capture_on_commit_callbacks(execute=True):
        replacing.delete(list(Picture.objects.all()))
    assert gathering.stored_names() == set()


def test_private_files_never_come_into_the_library():
    default_storage.save("private/uploads/2026/abc.webp", replacing.normalise(upload()))
    gathering.gather()
    assert not Picture.objects.exists()


def test_words_of_the_body_describe_its_picture(client, editor):
    name = sent(client)
    factories.article(body=figure(name, "Nương chè &amp; mây", "Xã Bản Bo"))
    gathering.gather()
    picture = Picture.objects.get()
    assert (picture.alt, picture.caption, picture.use_count) == ("Nương chè & mây", "Xã Bản Bo", 1)
    Picture.objects.filter(pk=picture.pk).update(title="", alt="Viết tay", caption="", name=name)
    gathering.gather()
    assert Picture.objects.get().alt == "Viết tay"


def test_uses_are_right_after_every_way_of_writing(client, editor):
    name = sent(client)
    article, draft = factories.article(), factories.article("Nháp", state=State.DRAFT)
    page = Page.objects.create(title="Giới thiệu", slug="gioi-thieu", body="<p>a</p>")

    def found():
        assert uses.all_uses().get(name, []) == uses.uses_of(name)
        return sorted((use.column.word, use.pk) for use in uses.all_uses().get(name, []))

    assert found() == []
    Article.objects.filter(pk=article.pk).update(body=figure(name))
    assert found() == [("news.article.body", article.pk)]
    draft.body = figure(name)
    Article.objects.bulk_update([draft], ["body"])
    page.body = figure(name)
    page.save()
    made = Article.objects.bulk_create([Article(title="Nhiều", slug="nhieu", category=article.category, cover=name)])
    assert found() == [
        ("news.article.body", article.pk), ("news.article.body", draft.pk), ("news.article.cover", made[0].pk),
        ("pages.page.body", page.pk),
    ]  # fmt: skip
    Article.objects.filter(pk=draft.pk).delete()
    Article.objects.filter(pk=article.pk).update(body="<p>Không còn ảnh.</p>")
    assert found() == [("news.article.cover", made[0].pk), ("pages.page.body", page.pk)]


def test_pictures_are_found_by_words_use_and_sender(client, editor):
    tea, other = sent(client), sent(client, name="muong.jpg")
    factories.article(body=figure(tea, "Phụ nữ hái chè"))
    assert client.get(LIST).context["cl"].result_count == 2

    def names(query):
        return {picture.name for picture in client.get(LIST + query).context["cl"].result_list}

    assert names("?q=hai+che") == names("?q=phu nu") == names("?dung=dang-dung") == {tea}
    assert names("?dung=chua-dung") == {other} and names("?dung=news.article.body") == {tea}
    assert names(f"?uploaded_by__id__exact={editor.pk}") == {tea, other}
    assert names("?dung=news.article.cover") == names("?q=khong-co") == set()
    assert client.get(LIST + "?dung=nonsense").status_code == 200


def test_the_list_asks_the_same_number_of_queries_however_many_pictures(client, editor):
    def queries(address):
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    few = []
    for _ in range(2):
        name = sent(client)
        factories.article(body=figure(name), cover=upload())
    addresses = (LIST, LIST + "chon/", LIST + "loi/mat-tep/", LIST + "loi/lien-ket-hong/", LIST + "loi/thieu-mo-ta/")
    few = [queries(address) for address in addresses]
    for _ in range(8):
        name = sent(client)
        factories.article(body=figure(name, "") + '<p><a href="/tin-tuc/x/y-99.html">x</a></p>', cover=upload())
    assert [queries(address) for address in addresses[:3]] == few[:3]
    assert queries(addresses[3]) <= few[3] + 3  # the articles, what they lead to, what moved
    assert queries(addresses[4]) <= few[4] + 1


def test_a_picture_says_where_it_is_used(client, editor):
    name = sent(client)
    article = factories.article("Mùa chè", body=figure(name))
    page = client.get(f"{LIST}{Picture.objects.get().pk}/change/").content.decode()
    assert f"/quan-tri/news/article/{article.pk}/change/" in page and "bài viết – nội dung: Mùa chè" in page
    assert f"/media/{name}" in page and "&lt;figure class=" in page


def test_a_new_picture_takes_the_place_of_the_old_one_everywhere(client, editor):
    old = sent(client)
    article = factories.article(body=figure(old) + figure("uploads/2026/other.webp"))
    draft = factories.article("Nháp", state=State.DRAFT, body=figure(old))
    cover = factories.article("Bìa", cover=upload())
    Article.objects.filter(pk=cover.pk).update(cover=old)
    picture = Picture.objects.get(name=old)
    revision = content_revision()
    Stale.objects.all().delete()
    response = client.post(
        f"{LIST}{picture.pk}/change/",
        {"title": "Hái chè", "alt": "Mô tả", "caption": "", "file": upload(200, 100, "moi.jpg")},
    )
    new = Picture.objects.exclude(pk=picture.pk).latest("pk")
    assert response["Location"] == f"{LIST}{new.pk}/change/"
    assert new.name != old and (new.title, new.alt, new.uploaded_by) == ("Hái chè", "Mô tả", editor)
    for thing in (article, draft, cover):
        thing.refresh_from_db()
    assert old not in article.body + draft.body and cover.cover.name == new.name
    assert (cover.cover_width, cover.cover_height) == (200, 100)
    assert f'src="/media/{new.name}" alt="Nương chè" width="200" height="100"' in article.body
    assert 'src="/media/uploads/2026/other.webp" alt="Nương chè" width="64"' in article.body
    assert content_revision() > revision
    marked = set(Stale.objects.filter(kind="article").values_list("object_id", flat=True))
    assert {article.pk, draft.pk, cover.pk} <= marked
    assert uses.uses_of(old) == [] and default_storage.exists(old)
    assert b"".join(client.get(f"/media/{new.name}").streaming_content).startswith(b"RIFF")


def test_a_replacement_is_a_version_of_whatever_shows_the_picture(client, editor):
    old = sent(client)
    article = factories.article(body=figure(old))
    _new, changed = replacing.replace(Picture.objects.get(), upload(), editor)
    last, first = article.history.all()
    assert changed == 1 and old in first.body and old not in last.body
    assert (last.history_user, last.history_change_reason) == (editor, "Thay ảnh trong kho ảnh")


def test_what_is_no_picture_replaces_nothing(client, editor):
    old = sent(client)
    bad = SimpleUploadedFile("a.jpg", b"none", "image/jpeg")
    page = client.post(
        f"{LIST}{Picture.objects.get().pk}/change/", {"title": "", "alt": "", "caption": "", "file": bad}
    )
    assert "Không đọc được ảnh" in page.content.decode()
    assert gathering.stored_names() == {old}


def test_a_failed_replacement_leaves_everything_as_it_was(client, editor, monkeypatch):
    old = sent(client)
    article = factories.article(body=figure(old))

    def fail(*args):
        raise RuntimeError

    monkeypatch.setattr(replacing, "_in_texts", fail)
    with pytest.raises(RuntimeError):
        replacing.replace(Picture.objects.get(), upload(), editor)
    article.refresh_from_db()
    assert old in article.body and gathering.stored_names() == {old} and Picture.objects.count() == 1


def test_a_picture_in_use_is_not_deleted_an_unused_one_is(client, editor, django_capture_on_commit_callbacks):
    used, unused = sent(client), sent(client)
    article = factories.article("Đang dùng", state=State.DRAFT, body=figure(used))
    pk = {picture.name: picture.pk for picture in Picture.objects.all()}
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(f"{LIST}{pk[used]}/delete/", {"post": "yes"}).content.decode()
        assert "đang được dùng" in page and f"/quan-tri/news/article/{article.pk}/change/" in page
        both = {"action": "delete_selected", "_selected_action": list(pk.values()), "post": "yes"}
        assert "Đang dùng" in client.post(LIST, both).content.decode()
        assert Picture.objects.count() == 2
        client.post(LIST, both | {"_selected_action": [pk[unused]]})
    assert list(Picture.objects.values_list("name", flat=True)) == [used]
    assert gathering.stored_names() == {used}


def test_what_somebody_else_just_sent_may_be_in_an_unsaved_text(client, editor):
    sent(client)
    picture = Picture.objects.get()
    assert replacing.reasons_to_keep([picture], editor) == []
    assert "24 giờ" in replacing.reasons_to_keep([picture], factories.staff("khac"))[0][0]
    picture.uploaded_at -= replacing.UNSAVED
    assert replacing.reasons_to_keep([picture], factories.staff("khac-nua")) == []


def test_a_picture_is_added_in_the_library_itself(client, editor):
    values = {"file": upload(), "title": "", "alt": "Nương chè", "caption": ""}
    assert client.post(f"{LIST}add/", values)["Location"].endswith(LIST)
    picture = Picture.objects.get()
    assert (picture.title, picture.alt, picture.width, picture.uploaded_by) == ("Hái chè.jpg", "Nương chè", 64, editor)
    assert "Không đọc được ảnh" in client.post(
        f"{LIST}add/", values | {"file": SimpleUploadedFile("a.jpg", b"x", "image/jpeg")}
    ).content.decode()  # fmt: skip


def test_the_editor_chooses_from_the_library(client, editor):
    name = sent(client)
    sent(client, name="khac.jpg")
    factories.article(body=figure(name, "Phụ nữ hái chè", "Bản Bo"))
    answer = client.get(f"{LIST}chon/?q=phu nu").json()
    assert answer == {
        "pictures": [
            {"url": f"/media/{name}", "title": "Hái chè.jpg", "alt": "Phụ nữ hái chè", "caption": "Bản Bo",
             "width": 64, "height": 36}
        ],
        "next": None,
    }  # fmt: skip
    assert len(client.get(f"{LIST}chon/?trang=nonsense").json()["pictures"]) == 2
    form = client.get("/quan-tri/news/article/add/").content.decode()
    assert 'data-library="/quan-tri/library/picture/chon/"' in form and "js/choose-picture.js" in form


@pytest.mark.parametrize(
    ("group", "sees", "adds", "changes", "deletes"),
    [
        ("Quản trị", 200, 200, True, 200),
        ("Biên tập", 200, 200, True, 200),
        ("Lãnh đạo duyệt", 200, 403, False, 403),
        ("Phóng viên", 200, 200, False, 403),
        ("Văn thư", 403, 403, False, 403),
    ],
)
def test_roles(client, group, sees, adds, changes, deletes):
    name = default_storage.save("uploads/2026/abc.webp", replacing.normalise(upload()))
    picture = gathering.remember(name, "Ảnh")
    client.force_login(factories.staff(group=group))
    assert client.get(LIST).status_code == client.get(f"{LIST}chon/").status_code == sees
    assert ("loi/lien-ket-hong/" in client.get(LIST).content.decode()) is changes
    assert client.get(f"{LIST}add/").status_code == adds
    assert client.get(f"{LIST}{picture.pk}/delete/").status_code == deletes
    client.post(f"{LIST}{picture.pk}/change/", {"title": "Khác", "alt": "", "caption": "", "file": upload()})
    assert (Picture.objects.count() == 2) is changes
    assert client.get(f"{LIST}loi/lien-ket-hong/").status_code == (200 if changes else 403)


def faults(client, word):
    """[(words, at, what)] of the report."""
    page = client.get(f"{LIST}loi/{word}/")
    assert page.status_code == 200
    return [(words, at, what) for words, _address, at, what in page.context["rows"]]


def test_links_within_the_site_are_checked_and_others_only_listed(client, editor):
    good, hidden = factories.article("Có thật"), factories.article("Nháp", state=State.DRAFT)
    MovedAddress.objects.leave("/trang/cu/", "/tin-tuc/")
    fine = [
        good.get_absolute_url(), f"http://testserver{good.get_absolute_url()}#cuoi", "/van-ban/?q=1", "/tin-tuc",
        "/trang/cu/", "#cuoi", "mailto:a@example.vn", f"/tin-tuc/tin-hoat-dong/doi-ten-{good.pk}.html",
    ]  # fmt: skip
    wrong = [hidden.get_absolute_url(), "/khong-co/", "/trang/khong-co/", "/media/uploads/2026/mat.webp"]
    links = "".join(f'<p><a href="{a}">Xem {n}</a></p>' for n, a in enumerate([*fine, *wrong, "https://vca.example/a"]))
    factories.article("Nhiều liên kết", body=links)
    found = faults(client, "lien-ket-hong")
    assert [what.rsplit(": ", 1)[0] for _words, _at, what in found] == wrong
    assert {words for words, *_ in found} == {"bài viết – nội dung: Nhiều liên kết"}
    (outside,) = faults(client, "lien-ket-ngoai")
    assert outside[1:] == ("Xem 12", "https://vca.example/a (chưa kiểm tra)")


def test_pictures_without_words_or_file_are_told(client, editor):
    name = sent(client)
    article = factories.article("Thiếu", body=figure(name, "") + figure("uploads/2026/mat.webp"), cover=upload())
    assert faults(client, "thieu-mo-ta") == [
        ("bài viết – ảnh đại diện: Thiếu", article.cover.name, "ảnh không có mô tả"),
        ("bài viết – nội dung: Thiếu", f"/media/{name}", "ảnh không có mô tả"),
    ]
    assert faults(client, "mat-tep") == [("bài viết – nội dung: Thiếu", "uploads/2026/mat.webp", "tệp không còn")]
    sheet = load_workbook(BytesIO(b"".join(client.get(f"{LIST}loi/mat-tep.xlsx").streaming_content))).active
    assert [[cell.value for cell in row] for row in sheet.rows][1][2] == "tệp không còn"
    assert client.get(f"{LIST}loi/khong-co/").status_code == 404
