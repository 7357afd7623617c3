"""Filters of the list under a name: who sees them, who deletes them, what they keep."""

from html import unescape

import pytest

from cooperatives.models import SavedView
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/cooperatives/cooperative/"
VIEWS = f"{LIST}bo-loc/"


@pytest.fixture
def clerk(client):
    client.force_login(factories.staff(group="Cán bộ đăng ký"))
    return client


def shown(client, address=LIST):
    return unescape(client.get(address).content.decode())


def test_a_filter_is_kept_without_its_page_and_offered_above_the_list(clerk):
    response = clerk.post(VIEWS, {"ten": "HTX chè đang chạy", "loc": "status__exact=active&p=3&q=chè"})
    assert response.url == f"{LIST}?status__exact=active&q=ch%C3%A8"
    page = shown(clerk)
    assert '<a href="?status__exact=active&q=ch%C3%A8">HTX chè đang chạy</a>' in page
    assert clerk.get(response.url).status_code == 200
    assert "HTX chè đang chạy</a>" not in shown(clerk, "/quan-tri/cooperatives/cooperativegroup/")
    # The same name says what it means from now on.
    clerk.post(VIEWS, {"ten": "HTX chè đang chạy", "loc": "q=cá"})
    assert SavedView.objects.get().query == "q=c%C3%A1"


def test_own_views_are_private_and_those_of_the_office_are_shared(clerk, client):
    clerk.post(VIEWS, {"ten": "Của tôi", "loc": "q=a"})
    clerk.post(VIEWS, {"ten": "Của cơ quan", "loc": "q=b", "chung": "1"})
    mine, shared = SavedView.objects.get(name="Của tôi"), SavedView.objects.get(name="Của cơ quan")
    client.force_login(factories.staff("ld", group="Lãnh đạo duyệt"))
    page = shown(client)
    assert "Của cơ quan" in page and "Của tôi" not in page
    assert client.post(VIEWS, {"xoa": mine.pk}).status_code == 403
    assert client.post(VIEWS, {"xoa": shared.pk}).status_code == 403
    assert client.post(VIEWS, {"ten": "x", "loc": "q=b", "chung": "1"}).status_code == 403
    client.post(VIEWS, {"ten": "Của lãnh đạo", "loc": "q=b"})
    own = SavedView.objects.get(name="Của lãnh đạo")
    client.post(VIEWS, {"xoa": own.pk})
    client.force_login(factories.staff("cb", group="Cán bộ đăng ký"))
    client.post(VIEWS, {"xoa": shared.pk})
    assert [view.name for view in SavedView.objects.all()] == ["Của tôi"]


def test_what_cannot_be_kept(clerk, client):
    long_name, long_query = {"ten": "x" * 121, "loc": "q=a"}, {"ten": "a", "loc": "q=" + "a" * 1200}
    for sent in ({}, {"ten": "a"}, {"loc": "q=a"}, long_name, long_query):
        assert clerk.post(VIEWS, sent).status_code == 302, sent
    assert clerk.post(VIEWS, {"xoa": "\0"}).status_code == 403
    assert clerk.get(VIEWS).status_code == 405
    assert not SavedView.objects.exists()
    client.force_login(factories.staff("pv", group="Phóng viên"))
    assert client.post(VIEWS, {"ten": "a", "loc": "q=a"}).status_code == 403
    assert client.get(LIST).status_code == 403
