"""What staff work with is accessible: axe over the pages of the admin, in light and dark, on a screen and a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from news import preview
from news.models import Article
from tests import factories
from tests.browser.content import fill_portal
from tests.browser.test_journeys import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
# CKEditor's own elements are its makers', headings of Django's columns of buttons are Django's.
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"empty-table-header": {"enabled": False}},
}
WITHOUT = {"exclude": [[".ck"], [".ck-body-wrapper"]]}


@pytest.fixture
def addresses():
    portal = fill_portal()
    article = factories.article("Bài có hai bản", state="draft", lead="Họp tổng kết")
    article.title = "Bài có hai bản đã lưu"
    article.save()
    old, new = article.history.order_by("history_id")[:2]
    base = f"/quan-tri/news/article/{article.pk}/"
    return [
        "/quan-tri/", "/quan-tri/news/article/", "/quan-tri/news/article/add/", f"{base}change/", f"{base}history/",
        f"{base}ban/so-sanh/?cu={old.pk}&moi={new.pk}", f"{base}luot-xem/", "/quan-tri/news/article/tu-word/",
        "/quan-tri/news/article/nhuan-but/", "/quan-tri/news/comment/", "/quan-tri/news/category/",
        "/quan-tri/library/picture/", "/quan-tri/nhat-ky/", "/quan-tri/documents/document/",
        "/quan-tri/documents/document/add/", f"/quan-tri/documents/document/{portal.document.pk}/change/",
        "/quan-tri/cooperatives/cooperative/", f"/quan-tri/cooperatives/cooperative/{portal.cooperative.pk}/change/",
        "/quan-tri/cooperatives/importbatch/nhap-tep/", "/quan-tri/questions/question/",
        f"/quan-tri/questions/question/{portal.question.pk}/change/", "/quan-tri/password_change/",
    ]  # fmt: skip


@pytest.mark.parametrize(("scheme", "width"), [("light", 1366), ("dark", 390)])
def test_no_page_of_the_desk_has_a_fault_of_ours(chromium, live_server, addresses, scheme, width):
    # axe sets styles of its own, which the policy would refuse.
    context = chromium.new_context(
        base_url=live_server.url, locale="vi-VN", bypass_csp=True, color_scheme=scheme,
        viewport={"width": width, "height": 900},
    )  # fmt: skip
    page = context.new_page()
    sign_in(page, live_server, factories.staff("quanly", is_superuser=True))
    article = Article.objects.filter(state="draft").last()
    faults, looked = [], 0
    for address in [*addresses, preview.address(article)]:
        answer = page.goto(address)
        assert answer.status == 200, address
        page.wait_for_load_state("networkidle")
        found = Axe().run(page, WITHOUT, OPTIONS).response
        looked += len(found["passes"])
        for violation in found["violations"]:
            places = [f"{' '.join(map(str, node['target']))} {node['html'][:140]}" for node in violation["nodes"][:3]]
            faults.append("\n    ".join([f"{address}: {violation['id']} ({violation['help']})", *places]))
    context.close()
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults)
    assert looked > 20 * len(addresses)
