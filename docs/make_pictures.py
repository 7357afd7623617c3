"""Makes the guides' pictures anew: `.venv/bin/python -m docs.make_pictures` in the project's folder, for all of them;
with `registry` or `newsroom` behind it only those of docs/nhap-danh-sach.md or docs/viet-bai.md.

A portal with invented organisations runs in a temporary folder of its own while a Chromium goes through the clerk's
and the newsroom's screens. Needs what the tests need (`make environment-develop`) and the system's Chromium.
"""

import os
import re
import shutil
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from PIL import Image, ImageOps
from playwright.sync_api import expect, sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kttt.settings")

from tests.conftest import CHROMIUM_OPTIONS
from tests.processes import portal

PICTURES = Path(__file__).parent / "pictures"
MOST_BYTES = 60 * 1024
MARGIN = 12  # pixels of white around what is shown
DESK = "/quan-tri/cooperatives/importbatch/"
SENT_AS = "htx-xa-ban-bo-2025.xlsx"

# What the registry holds before the clerk begins.
KNOWN = """
STT | Tên HTX | MST | Xã | Người đại diện | SĐT | Vốn điều lệ (triệu đồng) | Tình trạng | Năm thành lập | \
Số thành viên năm 2023 | Số thành viên năm 2024
1 | HTX Nông nghiệp Phiêng Khoang | 6200800117 | xã Bản Bo | Lò Văn Pâng | 0912345001 | 500 | Hoạt động | 2019 | 9 | 9
2 | HTX Chè Bản Bo | 6200800124 | xã Bản Bo | Tẩn A Sài | 0912345002 | 500 | Hoạt động | 2018 | 12 | 14
3 | HTX Thủy sản Nà Khuy | 6200800131 | xã Bản Bo | Lường Thị Ngoan | 0912345003 | 800 | Hoạt động | 2020 | 8 | 8
4 | HTX Du lịch Cốc Phung | 6200800149 | xã Bản Bo | Vàng A Chu | 0912345004 | 300 | Tạm ngừng | 2021 | 7 | 7
5 | HTX Dược liệu Nà Sa | 6200800156 | xã Bản Bo | Hảng A Páo | 0912345005 | 450 | Hoạt động | 2023 | 7 | 8
6 | HTX Cá nước lạnh Mây Trắng | 6200800163 | xã Bình Lư | Đỗ Quang Huy | 0912345006 | 2500 | Hoạt động | 2017 | 10 | 11
7 | HTX Dệt thổ cẩm Hoa Ban | 6200800170 | xã Bình Lư | Lò Thị Hiêng | 0912345007 | 200 | Hoạt động | 2022 | 21 | 24
8 | HTX Vận tải Đại Ngàn | 6200800188 | xã Bum Nưa | Lỳ Phì Cà | 0912345008 | 1200 | Hoạt động | 2020 | 7 | 7
9 | HTX Mắc ca Rạng Đông | 6200800195 | xã Bum Tở | Pờ Gia Tơ | 0912345010 | 1500 | Hoạt động | 2021 | 15 | 15
10 | HTX Nông nghiệp Hợp Nhất | 6200800205 | xã Dào San | Chẻo A Khé | 0912345011 | 350 | Hoạt động | 2024 | | 9
"""
# What two other communes have sent for 2025.
REPORTED = """
STT | Tên HTX | Mã số thuế | Xã | Số thành viên | Doanh thu (triệu đồng)
1 | HTX Cá nước lạnh Mây Trắng | 6200800163 | xã Bình Lư | 11 | 4200
2 | HTX Vận tải Đại Ngàn | 6200800188 | xã Bum Nưa | 8 | 950
"""
# The list that the clerk brings in: no unit of money, a heading that nobody can know, cells to refuse, doubt and mend.
SENT = """
TT | Tên hợp tác xã | MST | Bản | Người phụ trách | SĐT | Vốn điều lệ | Doanh thu | Số thành viên | Ngày thành lập | \
Tình trạng
1 | HTX Dịch vụ nông nghiệp Phiêng Khoang | | Phiêng Khoang | Lò Văn Pâng | 912345001 | 700 | 1250 | 10 | 12/5/2019 | \
Hoạt động
2 | HTX Chè Bản Bo | 6.2E+09 | Hợp Nhất | Tẩn A Sài | 0912 345 002 | 900 | 2100 | 15 | 20/3/2018 | Hoạt động
3 | HTX Thủy sản Nà Khuy | 6200800131 | Nà Khuy | Ông Lường Văn Inh | 0912345003 | 800 | 640 | 8 | 31/02/2020 | \
Hoạt động
4 | HTX Du lịch Cốc Phung | 6200800149 | | Vàng A Chu | 0912345004 | 300 | | | | Tạm ngừng
5 | | | Nà Sa | Hảng A Páo | 0912345005 | 450 | 380 | 8 | | Hoạt động
6 | 1. HTX  Vận tải Pu Ta Leng | 6200800212 | Nà Van | Đ/c Sùng A Dình | 912345009 | 1,5 tỷ | 800 | 7 | 15/8/2025 | \
Hoạt động
Tổng cộng | | | | | | 4650 | 5270 | 48
 | NGƯỜI LẬP BIỂU
"""


def workbook(table, *titles):
    """The bytes of an .xlsx: `titles`, an empty line, then `table`, a line a row with | between cells."""
    book = Workbook()
    book.active.title = "HTX"
    for title in [*titles, None]:
        book.active.append([title])
    for line in table.strip("\n").splitlines():
        book.active.append([_cell(written.strip()) for written in line.split("|")])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(written):
    """A number where digits say so; one that begins with 0 is a text, as in a list that keeps its phones."""
    return int(written) if re.fullmatch("[1-9][0-9]*", written) else written or None


def fill_registry():
    """Runs in the portal's own shell: a clerk, and what the registry knows already."""
    from cooperatives.imports.options import Options
    from cooperatives.imports.running import take
    from tests import factories

    clerk = factories.staff("canbo", "Cán bộ đăng ký")
    for name, table, day in (
        ("htx-den-thang-7-2025.xlsx", KNOWN, "31/7/2025"),
        ("bao-cao-nam-2025.xlsx", REPORTED, "31/12/2025"),
    ):
        take(workbook(table, f"DANH SÁCH HỢP TÁC XÃ (số liệu đến ngày {day})"), name, Options(), clerk)


def take(page, name, *parts):
    """Saves what lies in the smallest rectangle around `parts` of `page`, by default the whole screen, as NAME.webp."""
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    boxes = [part.bounding_box() for part in parts or (page.locator("#content > h1"), page.locator("#content-main"))]
    left, top = (min(box[at] for box in boxes) for at in "xy")
    right, bottom = (max(box[at] + box[size] for box in boxes) for at, size in (("x", "width"), ("y", "height")))
    clip = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    with Image.open(BytesIO(page.screenshot(clip=clip, full_page=True))) as shot:
        framed = ImageOps.expand(shot.convert("RGB"), MARGIN, "white")
    (PICTURES / f"{name}.webp").write_bytes(_small(framed))


def _small(picture):
    """`picture` as WebP: without loss where that is small enough, else as good as the limit allows."""
    for quality in ({"lossless": True}, *({"quality": q} for q in range(95, 60, -5))):
        out = BytesIO()
        picture.save(out, "WEBP", method=6, **quality)
        if out.tell() <= MOST_BYTES:
            return out.getvalue()
    raise ValueError(f"A picture of {picture.size} does not fit in {MOST_BYTES} bytes: show less.")


def sign_in(page, name="canbo"):
    """Signs somebody in, by default the clerk."""
    page.goto("/quan-tri/")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill("mat-khau-thu-1")
    page.get_by_role("button", name="Đăng nhập").click()


def bring_in(page, file):
    """Goes through the four steps with `file`, a picture at each."""
    page.goto(f"{DESK}nhap-tep/")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator("[data-drop-list]")).to_contain_text(file.name)
    take(page, "gui-tep")
    page.get_by_role("button", name="Đọc tệp").click()

    page.get_by_label("Cột E: Người phụ trách").select_option(label="Người đại diện")
    page.get_by_label("Đơn vị tiền khi ô và tiêu đề không ghi").select_option(label="triệu đồng")
    take(page, "kiem-tra-cach-hieu", page.locator("#content > h1"), page.get_by_role("row", name="H Doanh thu"))
    page.get_by_role("button", name="Đúng rồi, xem trước").first.click()

    expect(page.get_by_role("link", name="Không nhận (2)")).to_be_visible()
    page.get_by_label("Sửa ô C7").fill("6200800124")
    take(page, "xem-truoc-va-sua")
    page.get_by_role("button", name="Lưu chỗ sửa và đọc lại").click()

    page.get_by_role("link", name="Nghi trùng (1)").click()
    page.get_by_label("Là một: cập nhật “HTX Nông nghiệp Phiêng Khoang”, lấy tên trong tệp").check()
    take(page, "cap-nghi-trung", page.locator(".pair"))
    page.get_by_role("button", name="Lưu kết luận và đọc lại").click()

    page.get_by_role("link", name="Thay đổi (3)").click()
    take(page, "thay-doi", page.locator(".desk-tabs"), page.locator(".desk-table").last)
    page.get_by_role("button", name=re.compile("^Nhập vào sổ")).click()

    expect(page.get_by_role("button", name="Hoàn tác lần nhập này")).to_be_visible()
    take(page, "ket-qua")


def look_around(page):
    """Pictures of what lies beside the steps."""
    page.goto(f"{DESK}ai-chua-nop/?nam=2025")
    take(page, "ai-chua-nop", page.locator("#content > h1"), page.get_by_role("row", name="Xã Dào San"))

    page.goto("/quan-tri/cooperatives/cooperative/?q=che+ban+bo")
    page.get_by_role("link", name="HTX Chè Bản Bo").click()
    page.get_by_role("link", name="Lịch sử").click()
    take(page, "nguon-cua-gia-tri", page.locator("#content table").first)

    page.goto(DESK)
    page.locator("#toggle-nav-sidebar").click()  # so that all columns of the list have room
    take(page, "cac-lan-nhap-tep")


def fill_newsroom():
    """Runs in the portal's own shell: three people of the newsroom, and an article that was returned."""
    from news import workflow
    from tests import factories

    names = {"phongvien": ("Phóng viên", "Lò Thị", "Mây"), "bientap": ("Biên tập", "Giàng A", "Sử"),
             "lanhdao": ("Lãnh đạo duyệt", "Tẩn Văn", "Páo")}  # fmt: skip
    people = {
        name: factories.staff(name, group, first_name=first, last_name=last)
        for name, (group, last, first) in names.items()
    }
    article = factories.article(
        "Hợp tác xã chè Bản Bo vào vụ mới", state="draft", created_by=people["phongvien"],
        lead="Ba mươi hộ thành viên cùng hái lứa chè đầu tiên của năm.",
        body="<p>Sáng sớm, các thành viên đã lên đồi. Năm nay sương muối ít, búp chè dày và đều.</p>",
    )  # fmt: skip
    workflow.perform(article, "submit", people["phongvien"])
    workflow.perform(article, "return", people["bientap"], "Cần ghi số liệu của vụ trước và nguồn ảnh.")


def in_the_newsroom(browser, base, run):
    """Pictures of an article's way."""

    def tab(name, width=1200, height=900):
        page = browser.new_page(
            base_url=base, viewport={"width": width, "height": height}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
        )
        if name:
            sign_in(page, name)
        return page

    desk = "/quan-tri/news/article/"
    writer = tab("phongvien", height=1100)
    writer.goto(f"{desk}add/")
    writer.get_by_role("textbox", name="Tiêu đề:").fill("Phiên chợ nông sản đầu xuân")
    body = writer.locator(".ck-editor__editable").first
    body.click()
    body.press_sequentially("Hơn hai mươi gian hàng bày bán nông sản của các tổ hợp tác.")
    writer.get_by_label("Chuyên mục").select_option(index=1)
    expect(writer.get_by_text("Bản đang viết đã được giữ lúc")).to_be_visible()
    writer.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    take_screen(writer, "viet-bai", writer.locator("#content-main"))

    run("from django.contrib.sessions.models import Session; Session.objects.all().delete()")
    body.press_sequentially(" Chợ họp từ sáng sớm.")
    dialog = writer.get_by_role("dialog", name="Phiên làm việc đã hết")
    expect(dialog).to_be_visible()
    take_screen(writer, "het-phien", dialog)
    dialog.get_by_label("Mật khẩu").fill("mat-khau-thu-1")
    dialog.get_by_role("button", name="Đăng nhập và viết tiếp").click()
    expect(dialog).to_be_hidden()
    expect(writer.get_by_text("Bản đang viết đã được giữ lúc")).to_be_visible()
    writer.goto(f"{desk}add/")
    take_screen(writer, "ban-chua-luu", writer.locator("#content > h1"), writer.locator(".article-copy"))

    writer.goto(f"{desk}?stage=returned")
    writer.get_by_role("link", name="Hợp tác xã chè Bản Bo vào vụ mới").click()
    address = writer.url
    expect(writer.locator(".article-returned")).to_be_visible()
    take_screen(writer, "bi-tra-lai", writer.locator(".article-stage"), writer.locator(".article-returned"))

    editor = tab("bientap")
    editor.goto(address)
    for page, title in ((writer, "Hợp tác xã chè Bản Bo hái lứa chè đầu"), (editor, "Hợp tác xã chè Bản Bo được mùa")):
        page.get_by_role("textbox", name="Tiêu đề:").fill(title)
        page.get_by_role("button", name="Lưu nháp").click()
        expect(page.locator(".messagelist .success, .article-conflict").first).to_be_visible()
    take_screen(editor, "hai-ban", editor.locator(".article-conflict"))
    editor.get_by_role("button", name="Lưu bản của tôi").click()
    editor.get_by_role("link", name="Lịch sử").click()
    editor.get_by_role("button", name="So sánh hai bản đã chọn").click()
    take_screen(editor, "so-sanh-ban", editor.locator("#content > h1"), editor.locator("#content-main"))

    editor.goto(address)
    editor.get_by_role("button", name="Gửi duyệt").click()
    expect(editor.locator(".messagelist .success")).to_be_visible()
    editor.goto(address)
    editor.get_by_text("Xem thử, gửi liên kết xem thử").click()
    link = editor.get_by_label("Liên kết xem thử:").input_value()
    leader = tab("lanhdao", 390, 1000)
    leader.goto(link)
    take_screen(leader, "xem-thu", leader.locator("main"))


def take_screen(page, name, *parts):
    """As `take`, of what the screen shows: what sticks to its edge stands where it does."""
    page.evaluate("window.scrollTo(0, 0)")
    boxes, screen = [part.bounding_box() for part in parts], page.viewport_size
    left, top = (max(0, min(box[at] for box in boxes)) for at in "xy")
    right = min(screen["width"], max(box["x"] + box["width"] for box in boxes))
    bottom = min(screen["height"], max(box["y"] + box["height"] for box in boxes))
    clip = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    with Image.open(BytesIO(page.screenshot(clip=clip))) as shot:
        framed = ImageOps.expand(shot.convert("RGB"), MARGIN, "white")
    (PICTURES / f"{name}.webp").write_bytes(_small(framed))


SETUP = "from docs.make_pictures import fill_newsroom, fill_registry; fill_registry(); fill_newsroom()"


def main(wanted):
    """Makes the pictures of the guides named in `wanted`, or all."""
    program = shutil.which("chromium", path=f"/usr/bin{os.pathsep}{os.environ.get('PATH', '')}")
    if not program:
        sys.exit("Chromium is not installed: apt-get install chromium")
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / SENT_AS
        titles = ("Ủy ban nhân dân xã Bản Bo", "Danh sách hợp tác xã trên địa bàn xã Bản Bo")
        file.write_bytes(workbook(SENT, *titles, "(Số liệu đến ngày 31/12/2025)"))
        with portal(file.parent, SETUP) as (base, run):
            base = base.replace("127.0.0.1", "localhost")  # where a cookie may be "Secure" without TLS
            browser = playwright.chromium.launch(executable_path=program, args=[*CHROMIUM_OPTIONS, "--lang=vi"])
            if not wanted or "registry" in wanted:
                page = browser.new_page(
                    base_url=base,
                    viewport={"width": 1200, "height": 900},
                    locale="vi-VN",
                    timezone_id="Asia/Ho_Chi_Minh",
                )
                sign_in(page)
                bring_in(page, file)
                look_around(page)
            if not wanted or "newsroom" in wanted:
                in_the_newsroom(browser, base, run)
            browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
