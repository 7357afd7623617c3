"""No page of any kind scrolls sideways or cuts off its words: on the narrowest phones, enlarged, in large letters."""

import pytest

from cooperatives.models import Organization
from news.models import Category
from tests.browser.content import LONG_WORD, fill_portal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

# (width, height, size of the reader's letters). 1280 × 1024 enlarged to 400 % are 320 × 256; letters are 16 px unless
# the reader says otherwise.
SCREENS = [(320, 256, 16), (390, 844, 32), (1280, 1024, 32)]

# What is too wide, in words. Boxes of tables are meant to scroll; fields scroll by themselves.
TOO_WIDE = """() => {
  const faults = [];
  const page = document.scrollingElement;
  if (page.scrollWidth > page.clientWidth) faults.push(`the page is ${page.scrollWidth} px wide`);
  for (const element of document.body.querySelectorAll("*")) {
    if (element.matches("input, select, textarea") || element.closest(".visually-hidden, .skip-link")) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const name = `${element.tagName.toLowerCase()}.${element.className} “${(element.innerText || "").slice(0, 60)}”`;
    const look = getComputedStyle(element);
    const hides = (overflow) => overflow === "hidden" || overflow === "clip";
    const box = element.getBoundingClientRect();
    const beside = box.width && (box.right > page.clientWidth + 1 || box.left < -1);
    if (beside && !element.closest("table")) faults.push(`beside the page: ${name}`);
    if (hides(look.overflowY) && element.scrollHeight > element.clientHeight + 1) faults.push(`cut off: ${name}`);
    if (look.overflowX === "visible" || element.scrollWidth <= element.clientWidth + 1) continue;
    if (hides(look.overflowX)) faults.push(`cut off: ${name}`);
    else if (!element.matches(".table-scroll")) faults.push(`scrolls sideways: ${name}`);
  }
  return faults;
}"""


@pytest.fixture
def addresses():
    """A page of every kind, with the hard cases."""
    portal = fill_portal()
    long_name = Organization.objects.create(form="cooperative", name=f"HTX {LONG_WORD}", status="suspended")
    return [
        "/", "/tin-tuc/", "/tin-tuc/?trang=2", Category.objects.get(slug="chua-co-bai").get_absolute_url(),
        portal.article.get_absolute_url(), f"/tin-tuc/binh-luan/{portal.article.pk}/da-gui/",
        "/van-ban/", "/van-ban/?trang=2", "/van-ban/?q=khongthay", portal.document.get_absolute_url(),
        "/hop-tac-xa/", "/hop-tac-xa/?trang=2", "/to-hop-tac/?q=khongthay", portal.cooperative.get_absolute_url(),
        long_name.get_absolute_url(), "/thong-ke/", "/tim-kiem/", "/tim-kiem/?q=che", f"/tim-kiem/?q={LONG_WORD}",
        "/hoi-dap/", portal.question.get_absolute_url(), "/hoi-dap/dat-cau-hoi/", "/hoi-dap/tra-cuu/",
        f"/hoi-dap/tra-cuu/?ma={portal.question.code}", "/lien-he/", "/tham-do/", portal.poll.get_absolute_url(),
        "/trang/chuc-nang/", "/trang/co-cau/", "/trang/danh-ba/", "/trang/thanh-lap/", "/so-do-trang/", "/khong-co/",
    ]  # fmt: skip


def test_nothing_lies_beside_the_window(page, addresses):
    letters = page.context.new_cdp_session(page)
    faults = []
    for address in addresses:
        page.goto(address)
        for width, height, size in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            letters.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})
            assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == size
            faults += [f"{width} px, letters {size} px, {address}: {fault}" for fault in page.evaluate(TOO_WIDE)]
    assert not faults, "\n".join(faults)
