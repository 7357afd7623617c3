"""How often an article was read, for staff."""

import pytest
from django.utils import timezone

from kttt.visits import recording
from tests import factories

pytestmark = pytest.mark.django_db


def test_views_of_each_day_and_in_all(client):
    article = factories.article()
    for _ in range(3):
        recording.add("article", article.pk, recording.View)
    recording.add_before("article", article.pk, recording.View, 10)
    recording.record_download("article", article.pk)
    address = f"/quan-tri/news/article/{article.pk}/luot-xem"
    client.force_login(factories.staff("vanthu", "Văn thư"))
    assert client.get(f"{address}/").status_code == client.get(f"{address}.csv").status_code == 403
    client.force_login(factories.staff(group="Biên tập"))
    page = client.get(f"{address}/")
    assert page.context["rows"][-1] == (timezone.localdate(), 3, 1) and len(page.context["rows"]) == 30
    assert page.context["rows"][0][1:] == (0, 0) and "<strong>13</strong> lượt xem" in page.content.decode()
    table = b"".join(client.get(f"{address}.csv").streaming_content).decode("utf-8-sig").splitlines()
    assert table[0] == "Ngày,Lượt xem,Lượt tải" and table[-1] == f"{timezone.localdate():%d/%m/%Y},3,1"
    assert f"{address}/" in client.get(f"/quan-tri/news/article/{article.pk}/change/").content.decode()
    assert client.get("/quan-tri/news/article/999/luot-xem/").status_code == 404
