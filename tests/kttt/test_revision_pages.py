"""Versions of every model of the office: kept, shown, compared, brought back, also after deleting; the log of all."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from documents.models import Document
from kttt import revisions
from kttt.pages.models import Link, LinkGroup, MenuItem, OfficeMember
from kttt.polls.models import Poll
from kttt.schedule import EVERY_MINUTE
from news.models import Comment
from tests import factories

pytestmark = pytest.mark.django_db

# What the admin shows without versions, and why.
WITHOUT = {
    "cooperatives.Cooperative": "statements are its history",
    "cooperatives.CooperativeGroup": "statements are its history",
    "cooperatives.YearlyFigures": "statements are its history",
    "cooperatives.ImportBatch": "keeps its own steps, never edited",
    "cooperatives.ColumnLayout": "learned from files, only deleted",
    "cooperatives.Distinction": "an answer, only deleted",
    "cooperatives.Merge": "is itself a record of who and when",
    "citations.Citation": "read from texts, remade with them",
    "searching.MissedQuery": "counted, only deleted",
    "subscriptions.Subscription": "a reader's own, deleted on leaving",
    "subscriptions.Subscriber": "a reader's own, deleted on leaving",
    "monitoring.Day": "counted and looked at by the portal itself, never edited",
    "django_tasks_database.DBTaskResult": "the queue's own row",
    "news.Usefulness": "a reader's answer, never edited",
}


def edited_in_the_admin():
    found = set(admin.site._registry)
    for one in admin.site._registry.values():
        found |= {inline.model for inline in one.inlines}
    return {model for model in found if model._meta.label not in WITHOUT}


def test_every_model_that_staff_edit_keeps_versions():
    without = {m._meta.label for m in edited_in_the_admin()} - {m._meta.label for m in revisions.versioned_models()}
    assert without == set()
    assert all(not hasattr(apps.get_model(label), "history") for label in WITHOUT)


def test_personal_columns_are_in_no_version():
    for model in revisions.versioned_models():
        kept = {field.name for field in model.history.model._meta.fields}
        assert not kept & set(getattr(model, "PERSONAL", ())), model
    assert "phone" in OfficeMember.PERSONAL


def test_every_history_page_opens_and_says_who_did_what(client):
    chief = factories.staff("chief", is_superuser=True)
    client.force_login(chief)
    group = LinkGroup.objects.create(title="Cơ quan")
    group.title = "Cơ quan trung ương"
    group._history_user = chief
    group.save()
    page = client.get(f"/quan-tri/pages/linkgroup/{group.pk}/history/").content.decode()
    assert "Sửa: tên nhóm" in page and "chief" in page and "Thêm" in page
    for model, one in admin.site._registry.items():
        if model in revisions.versioned_models():
            base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            assert client.get(reverse(f"{base}_history", args=[999])).status_code in (302, 404), one


def test_a_version_is_compared_and_brought_back_by_who_may_change(client):
    item = MenuItem.objects.create(title="Tin", address="/tin-tuc/")
    item.title = "Tin tức"
    item.save()
    old, new = item.history.order_by("history_id")
    base = f"/quan-tri/pages/menuitem/{item.pk}/"
    client.force_login(factories.staff(group="Biên tập"))
    page = client.get(f"{base}ban/so-sanh/?cu={old.pk}&moi={new.pk}").content.decode()
    assert "<ins> tức</ins>" in page
    client.post(f"{base}ban/{old.pk}/lay-lai/")
    item.refresh_from_db()
    assert item.title == "Tin" and item.history.count() == 3
    client.force_login(factories.staff("pv", group="Phóng viên"))
    for address in (f"{base}history/", f"{base}ban/so-sanh/?cu={old.pk}&moi={new.pk}"):
        assert client.get(address).status_code == 403
    assert client.post(f"{base}ban/{new.pk}/lay-lai/").status_code == 403
    item.refresh_from_db()
    assert item.title == "Tin"


def test_a_version_that_breaks_a_rule_of_today_is_refused_in_words(client):
    first = factories.category("tin-chung")
    first.slug = "tin-chung-cu"
    first.save()
    factories.category("tin-chung")
    client.force_login(factories.staff(group="Quản trị"))
    old = first.history.order_by("history_id").first()
    answer = client.post(f"/quan-tri/news/category/{first.pk}/ban/{old.pk}/lay-lai/", follow=True)
    assert "Không lấy lại được" in answer.content.decode()
    first.refresh_from_db()
    assert first.slug == "tin-chung-cu"


def test_what_was_deleted_comes_back_with_its_parts_and_number(client):
    client.force_login(factories.staff(group="Quản trị"))
    group = LinkGroup.objects.create(title="Cơ quan")
    link = Link.objects.create(group=group, title="Bộ", address="https://example.vn/")
    Link.objects.create(group=group, title="Gỡ từ trước", address="https://example.vn/2").delete()
    group.links.model.history.filter(title="Gỡ từ trước").update(history_date=timezone.now() - timedelta(days=1))
    base = f"/quan-tri/pages/linkgroup/{group.pk}/"
    assert client.post(f"{base}delete/", {"post": "yes"}).status_code == 302
    assert not LinkGroup.objects.exists() and not Link.objects.exists()
    page = client.get(f"{base}history/").content.decode()
    assert "đã bị xóa" in page and "Lấy lại" in page
    last = LinkGroup.history.first()
    assert client.post(f"{base}ban/{last.pk}/lay-lai/").status_code == 302
    again = LinkGroup.objects.get()
    assert (again.pk, again.title) == (group.pk, "Cơ quan")
    assert [(one.pk, one.title) for one in again.links.all()] == [(link.pk, "Bộ")]
    assert "Lấy lại sau khi xóa" in client.get(f"{base}history/").content.decode()


def test_a_deleted_document_comes_back_with_files_fields_and_day(client, django_user_model):
    document = factories.document("12/QĐ-LMHTX")
    made_at = document.created_at
    factories.document_file(document)
    pk = document.pk
    document.delete()
    client.force_login(factories.staff(group="Văn thư"))
    version = Document.history.filter(history_type="-").get()
    client.post(f"/quan-tri/documents/document/{pk}/ban/{version.pk}/lay-lai/")
    again = Document.objects.get()
    assert (again.pk, again.number, again.created_at) == (pk, "12/QĐ-LMHTX", made_at)
    assert again.files.count() == 1


def test_a_part_whose_whole_is_gone_is_refused_in_words():
    group = LinkGroup.objects.create(title="Cơ quan")
    Link.objects.create(group=group, title="Bộ", address="https://example.vn/")
    group.delete()
    with pytest.raises(ValidationError, match="nhóm"):
        revisions.bring_back(Link.history.filter(history_type="-").get(), None)


def test_versions_of_what_was_deleted_are_forgotten_after_their_days():
    group = LinkGroup.objects.create(title="Cơ quan")
    kept = LinkGroup.objects.create(title="Khác")
    gone = group.pk
    group.delete()
    soon = timezone.now() + timedelta(days=revisions.DELETED_KEPT_DAYS - 1)
    revisions.forget_deleted(soon)
    assert LinkGroup.history.filter(id=gone).count() == 2
    later = soon + timedelta(days=2)
    brought = revisions.bring_back(LinkGroup.history.filter(id=gone).first(), None)
    revisions.forget_deleted(later)
    assert LinkGroup.history.filter(id=gone).count() == 3
    brought.delete()
    LinkGroup.history.filter(id=gone).update(history_date=timezone.now())
    revisions.forget_deleted(later)
    assert not LinkGroup.history.filter(id=gone).exists()
    assert LinkGroup.history.filter(id=kept.pk).count() == 1


def test_the_schedule_forgets_once_a_day(monkeypatch):
    assert "kttt.revisions.forget_once_a_day" in EVERY_MINUTE
    done = []
    monkeypatch.setattr(revisions, "forget_deleted", lambda: done.append(1))
    monkeypatch.setattr(revisions, "_forgotten_on", None)
    revisions.forget_once_a_day()
    revisions.forget_once_a_day()
    assert done == [1]
    monkeypatch.setattr(revisions, "_forgotten_on", timezone.localdate() - timedelta(days=1))
    revisions.forget_once_a_day()
    assert done == [1, 1]


def test_bulk_steps_of_the_desk_are_kept_too(client):
    article = factories.article()
    comments = [Comment.objects.create(article=article, name=f"Bạn đọc {n}", text="Hay") for n in range(3)]
    moderator = factories.staff(group="Biên tập")
    client.force_login(moderator)
    data = {"action": "approve", "_selected_action": [one.pk for one in comments]}
    client.post("/quan-tri/news/comment/", data)
    assert {one.state for one in Comment.objects.all()} == {"approved"}
    last = [one.history.first() for one in comments]
    assert {(v.history_type, v.state, v.history_user) for v in last} == {("~", "approved", moderator)}


def test_signing_in_makes_no_version_and_rights_do(client):
    user = factories.staff()
    before = user.history.count()
    client.force_login(user)
    assert user.history.count() == before
    user.groups.add(Group.objects.get(name="Phóng viên"))
    assert user.history.count() == before + 1
    assert "password" not in {f.name for f in user.history.model._meta.fields}


class TestLog:
    address = "/quan-tri/nhat-ky/"

    def test_only_for_who_may_see_it(self, client):
        client.force_login(factories.staff(group="Biên tập"))
        assert client.get(self.address).status_code == 403
        client.force_login(factories.staff("qt", group="Quản trị"))
        assert client.get(self.address).status_code == 200

    def test_tells_all_models_newest_first_and_finds(self, client):
        chief = factories.staff("chief", is_superuser=True)
        other = factories.staff("other", is_superuser=True)
        Poll.objects.create(question="Giờ tiếp dân nào hợp?")
        item = MenuItem(title="Giới thiệu", address="/trang/gioi-thieu/")
        item._history_user = chief
        item.save()
        client.force_login(other)
        page = client.get(self.address).content.decode()
        assert page.index("Giới thiệu") < page.index("Giờ tiếp dân")
        assert f"/quan-tri/pages/menuitem/{item.pk}/history/" in page
        for query, shown in (
            ({"q": "tiếp dân"}, {"Giờ tiếp dân"}),
            ({"who": chief.pk}, {"Giới thiệu"}),
            ({"thing": "polls.poll"}, {"Giờ tiếp dân"}),
            ({"since": "2000-01-01", "until": "2000-01-02"}, set()),
            ({"since": f"{timezone.localdate():%d/%m/%Y}"}, {"Giới thiệu", "Giờ tiếp dân"}),
        ):
            body = client.get(self.address, query).content.decode().split("<tbody>")[-1]
            told = {words for words in ("Giới thiệu", "Giờ tiếp dân") if words in body}
            assert told == shown or (not shown and "Không có thay đổi nào" in body), query
        for nonsense in (
            {"who": "x"},
            {"thing": "y"},
            {"since": "32/13"},
            {"before": "2024"},
            {"before": "2024-13-01T00:00Z"},
        ):
            assert client.get(self.address, nonsense).status_code == 200

    def test_pages_go_on_where_the_last_one_ended(self, client, monkeypatch):
        monkeypatch.setattr("kttt.revision_pages.SHOWN", 2)
        client.force_login(factories.staff("chief", is_superuser=True))
        for number in range(5):
            MenuItem.objects.create(title=f"Mục {number}", address="/")
        seen, address, pages = [], f"{self.address}?thing=pages.menuitem", 0
        while address:
            page = client.get(address)
            seen += [change.name for change in page.context["changes"] if change.name.startswith("Mục")]
            address = page.context["older"] and f"{self.address}?{page.context['older']}"
            pages += 1
        assert seen == [f"Mục {number}" for number in (4, 3, 2, 1, 0)] and pages >= 3

    def test_costs_one_query_a_model(self, client, django_assert_max_num_queries):
        client.force_login(factories.staff("chief", is_superuser=True))
        for number in range(20):
            MenuItem.objects.create(title=f"Mục {number}", address="/")
        with django_assert_max_num_queries(len(revisions.versioned_models()) + 10):
            client.get(self.address)
