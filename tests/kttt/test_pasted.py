"""What an editor's page sends → what an article holds: Word's clipboard, hostile HTML, pictures pasted as data."""
# ruff: noqa: E501  (HTML is read better unbroken)

import base64
import re
from html.parser import HTMLParser
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kttt import body_pictures, richtext
from kttt.pasted import Pasted, clean_pasted, store_pictures


def cleaned(html):
    return richtext.clean(clean_pasted(html).html)


MSO = '<p class=MsoNormal style="mso-margin-top-alt:auto">'


def bullet(words, level=1, marker="·", font="Symbol"):
    """A paragraph of a list as Word's clipboard has it."""
    return (
        f"<p class=MsoListParagraphCxSpMiddle style='text-indent:-.25in;mso-list:l0 level{level} lfo1'><![if !supportLists]>"
        f"<span style='font-family:{font}'><span style='mso-list:Ignore'>{marker}<span style='font:7.0pt \"Times New Roman\"'>"
        f"&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>{words}<o:p></o:p></p>"
    )


CASES = {
    "the whole clipboard": (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15">'
        "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->"
        "<style><!-- p.MsoNormal {margin:0in;} --></style></head><body lang=EN-US><!--StartFragment-->"
        "<p class=MsoNormal><span lang=VI style='font-size:14.0pt'>Hợp tác\n xã <b><span style='mso-bidi-font-weight:normal'>Nậm Hàng"
        "</span></b><o:p></o:p></span></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><!--EndFragment--></body></html>",
        "<p>Hợp tác xã <strong>Nậm Hàng</strong></p>",
    ),
    "bullets": (bullet("Chè") + bullet("Chè xanh", 2, "o", "Courier New") + bullet("Quế"),
                "<ul><li>Chè<ul><li>Chè xanh</li></ul></li><li>Quế</li></ul>"),
    "numbers": (bullet("Một", 1, "1.") + bullet("a", 2, "a)") + bullet("b", 2, "b)") + bullet("Hai", 1, "2."),
                '<ol><li>Một<ol type="a"><li>a</li><li>b</li></ol></li><li>Hai</li></ol>'),
    "bullets typed as text": (f"{MSO}- Chè</p>{MSO}- Quế</p>", "<ul><li>Chè</li><li>Quế</li></ul>"),
    "dashes typed in the editor stay": ("<p>- Chè</p><p>- Quế</p>", "<p>- Chè</p><p>- Quế</p>"),
    "TCVN3 by style": (f"{MSO}<span style='font-family:\".VnTime\",sans-serif'>Hîp t¸c x·</span> đẹp</p>", "<p>Hợp tác xã đẹp</p>"),
    "TCVN3 capitals by an old tag": (f'{MSO}<font face=".VnTimeH">hîp t¸c x·</font></p>', "<p>HỢP TÁC XÃ</p>"),
    "TCVN3 by a class": ("<style>p.MsoNormal, li.MsoNormal {mso-style-parent:''; font-family:\".VnTime\",serif;}</style>"
                         "<p class=MsoNormal>Hîp t¸c x· <span style='font-family:Arial'>mới</span></p>", "<p>Hợp tác xã mới</p>"),
    "VNI": (f"{MSO}<span style='font-family:VNI-Times'>Hôïp taùc xaõ</span></p>", "<p>Hợp tác xã</p>"),
    "looks that mean something": (
        f"{MSO}<span style='font-weight:bold'>đậm</span> <i>nghiêng</i> m<span style='vertical-align:super'>2</span></p>",
        "<p><strong>đậm</strong> <em>nghiêng</em> m<sup>2</sup></p>",
    ),
    "tracked changes": (f'{MSO}Có <ins cite="mailto:A" datetime="2026">45</ins><del cite="mailto:A">40</del> hộ</p>', "<p>Có 45 hộ</p>"),
    "hidden text": (f"{MSO}Thấy<span style='display:none;mso-hide:all'> giấu</span></p>", "<p>Thấy</p>"),
    "a table": (
        "<table class=MsoTableGrid border=1><tr style='mso-yfti-irow:0'><td width=300 colspan=2><p class=MsoNormal>Một<o:p></o:p></p>"
        "</td></tr><tr><td><p class=MsoNormal>Hai</p></td><td><p class=MsoNormal>Ba</p><p class=MsoNormal>Bốn</p></td></tr></table>",
        '<figure class="table"><table><tbody><tr><td colspan="2">Một</td></tr><tr><td>Hai</td><td><p>Ba</p><p>Bốn</p></td></tr>'
        "</tbody></table></figure>",
    ),
    "a table in a table": (
        f"{MSO}Bảng</p><table><tr><td>Chè<table><tr><td>Loại 1</td><td>90</td></tr></table></td><td>b</td></tr></table>",
        '<p>Bảng</p><figure class="table"><table><tbody><tr><td>Chè<p>Loại 1 – 90</p></td><td>b</td></tr></tbody></table></figure>',
    ),
    "a picture with its caption": (
        f'{MSO}<img src="/media/uploads/2026/a.webp" alt="Đồi chè"></p><p class=MsoCaption>Hình 1. Đồi chè</p>',
        '<figure class="image"><img src="/media/uploads/2026/a.webp" alt="Đồi chè"><figcaption>Hình 1. Đồi chè</figcaption></figure>',
    ),
    "frames and old tags": ("<div>Chữ trần<div><h1>Lớn</h1></div><center>Giữa</center></div>", "<p>Chữ trần</p><h2>Lớn</h2><p>Giữa</p>"),
    "what the editor itself writes": (
        '<h2>Đề mục</h2><p>Chữ <strong>đậm</strong>, <a href="/tin-tuc/">liên kết</a> &amp; <i>nghiêng</i></p><figure class="image">'
        '<img style="aspect-ratio:4/3;" src="/media/uploads/2026/a_4x3.webp" alt="Chè" width="4" height="3"><figcaption>Chú thích'
        '</figcaption></figure><ul><li>a<ol start="2"><li>b</li></ol></li></ul><figure class="table"><table><tbody><tr>'
        '<th colspan="2">x</th></tr></tbody></table></figure><blockquote><p>Lời</p></blockquote>',
        '<h2>Đề mục</h2><p>Chữ <strong>đậm</strong>, <a href="/tin-tuc/" rel="noopener">liên kết</a> &amp; <em>nghiêng</em></p>'
        '<figure class="image"><img src="/media/uploads/2026/a_4x3.webp" alt="Chè" width="4" height="3"><figcaption>Chú thích'
        '</figcaption></figure><ul><li>a<ol start="2"><li>b</li></ol></li></ul><figure class="table"><table><tbody><tr>'
        '<th scope="row" colspan="2">x</th></tr></tbody></table></figure><blockquote><p>Lời</p></blockquote>',
    ),
    "links that lead nowhere": (
        '<p><a href="javascript:alert(1)">a</a><a href=" java\tscript:alert(2)">b</a><a href="file:///C:/a.doc">c</a>'
        '<a href="#_ftn1" name="_ftnref1">[1]</a><a href="//example.com/x">d</a><a href="mailto:a@example.com">e</a></p>',
        '<p>abc[1]d<a href="mailto:a@example.com" rel="noopener">e</a></p>',
    ),
    "scripts": (
        '<p onclick="x()">a<script>alert(1)</script><img src=x onerror=alert(1)><svg><script>b</script></svg><iframe src="//e.com"></iframe></p>',
        "<p>a</p>",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_pasted_text_becomes_clean_html(name):
    html, expected = CASES[name]
    assert cleaned(html) == expected
    assert cleaned(expected) == expected


def test_old_encodings_are_known_without_their_font_where_the_words_tell():
    # The editor in the browser drops fonts before it sends.
    pasted = clean_pasted("<p>Hîp t¸c x· NËm Hµng <strong>®­îc mïa</strong> chÌ xu©n</p><p>Hợp tác xã café</p>")
    assert pasted.html == "<p>Hợp tác xã Nậm Hàng <strong>được mùa</strong> chè xuân</p><p>Hợp tác xã café</p>"
    assert "Unicode" in pasted.remarks[0]


@pytest.mark.parametrize(
    "words",
    ["Nhà hàng Café Pâtisserie – Hôtel", "Bà Lò Văn Bá ở bàn bè, có cá", "25°C ± 3 × 4 « a » µm ½", "Là bà và cô",
     "Các xã có bò, dê và cá; bà con là cô bác", "São Paulo, Düsseldorf, Málaga, Orléans"],
)  # fmt: skip
def test_words_that_are_unicode_already_stay(words):
    assert clean_pasted(f"<p>{words}</p>") == Pasted(f"<p>{words}</p>")


def test_the_editor_is_told_of_pictures_and_links_that_were_dropped():
    pasted = clean_pasted(
        '<p>a<img src="file:///C:/Users/a/anh.png"><img src="https://example.com/a.png"><img src="//example.com/b.png">'
        '<a href="file:///C:/a.doc">b</a></p>'
    )
    assert pasted.html == "<p>ab</p>"
    assert ["3 ảnh" in pasted.remarks[0], "1 liên kết" in pasted.remarks[1]] == [True, True]


def picture(width=1000, height=500, kind="PNG"):
    out = BytesIO()
    Image.new("RGB", (width, height), "#14532d").save(out, kind)
    return f"data:image/{kind.lower()};base64,{base64.b64encode(out.getvalue()).decode()}"


def test_pictures_pasted_as_data_are_stored_in_their_widths(tmp_path):
    html = f'<p>a</p><figure class="image"><img src="{picture()}" alt="Chè"></figure><p><img src="{picture()}"></p>'
    kept = clean_pasted(html)
    assert not kept.remarks
    stored = store_pictures(kept.html)
    assert not stored.remarks
    address = body_pictures.stored_names(stored.html)
    assert len(address) == 2 and len(set(address)) == 1
    assert re.fullmatch(r"uploads/\d{4}/[0-9a-f]{16}_1000x500\.webp", address[0])
    assert len(list((tmp_path / "media").rglob("*.webp"))) == 3
    assert richtext.clean(stored.html) == stored.html
    assert stored.html.startswith('<p>a</p><figure class="image"><img src="/media/uploads/')
    assert 'alt="Chè" width="1000" height="500"></figure>' in stored.html


@pytest.mark.parametrize(
    "source", ["data:image/png;base64,AAAA", "data:image/png;base64,%%%", "data:image/svg+xml;base64,PHN2Zz48L3N2Zz4="]
)
def test_pasted_pictures_that_cannot_be_read_are_dropped_and_told(tmp_path, source):
    stored = store_pictures(clean_pasted(f'<p>a</p><figure class="image"><img src="{source}"></figure>').html)
    assert stored.html == "<p>a</p>"
    assert stored.remarks and stored.remarks[0].startswith("Đã bỏ một ảnh")
    assert not (tmp_path / "media").exists()


def test_data_that_is_no_picture_never_stays():
    assert cleaned('<p>a<img src="data:text/html;base64,PHNjcmlwdD4="></p>') == "<p>a</p>"


def test_drawn_pictures_tell_their_widths_and_are_loaded_when_needed():
    drawn = body_pictures.with_widths('<p><img src="/media/uploads/2026/0a_1280x720.webp" alt="Chè"></p>')
    assert drawn == (
        '<p><img alt="Chè" src="/media/uploads/2026/0a_1280x720.webp" loading="lazy" decoding="async" width="1280" height="720"'
        ' srcset="/media/uploads/2026/0a_480.webp 480w, /media/uploads/2026/0a_800.webp 800w, /media/uploads/2026/0a_1280x720.webp'
        ' 1280w" sizes="(min-width: 48rem) 46rem, 100vw"></p>'
    )
    old = body_pictures.with_widths('<img src="/media/uploads/2020/abc.webp" alt="">')
    assert old == '<img alt="" src="/media/uploads/2020/abc.webp" loading="lazy" decoding="async">'


def test_pictures_without_a_description_are_counted():
    html = '<img src="/media/a.webp" alt="Chè"><img src="/media/b.webp"><img src="/media/c.webp" alt=" ">'
    assert body_pictures.without_description(html) == [2, 3]
    assert "Ảnh thứ 2, 3" in body_pictures.missing_descriptions(html)
    assert body_pictures.missing_descriptions(html[:40]) == ""


class _Shown(HTMLParser):
    """Fails for every tag, attribute and address that no article may hold."""

    def handle_starttag(self, tag, attributes):
        assert tag in richtext.TAGS
        drawn = {"loading", "decoding", "srcset", "sizes"} if tag == "img" else {"rel"} if tag == "a" else set()
        for name, value in attributes:
            assert name in richtext.ATTRIBUTES.get(tag, set()) | drawn
            if name == "href":
                assert re.match(r"(?:https?:|mailto:|tel:|/(?!/)|[^:]*$)", value)
            elif name == "src":
                assert re.match(r"/(?:media|static)/", value)
            elif name == "srcset":
                assert all(one.startswith("/media/") for one in value.split(", "))

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def check_nothing_executable(html):
    shown = _Shown()
    shown.feed(body_pictures.with_widths(html))
    shown.close()


_PIECES = st.sampled_from([
    "<p>", "</p>", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '<a href="javascript:alert(1)">', "</a>", "<svg/onload=alert(1)>",
    "<style>", "</style>", "<!--", "-->", "<![CDATA[", "]]>", "<o:p>", "</o:p>", "<![if !supportLists]>", "<![endif]>", "mso-list:l0 level1",
    '<p class=MsoNormal style="mso-list:l0 level1 lfo1">', "<table>", "<tr>", "<td>", "</td>", "</table>", "<math><mtext>", "<noscript>", "<title>",
    '<img src="data:image/svg+xml;base64,AA">', '<img src="//e.com/a">', "<div>", "</div>", '<font face=".VnTime">', "Hîp t¸c", "&lt;script&gt;",
    "<template>", "<select>", '<a href="data:text/html,x">', "<xmp>", "</xmp>", '" onmouseover="x', "<textarea>", "<li>", "<ul>", "&#106;avascript:", "\x00",
    '<img alt="a" src="/media/a.webp" width="1&quot; onload=x">', "<figure class='image x'>", "<plaintext>", "<br>", "- a", "1. b",
])  # fmt: skip


@given(st.lists(st.one_of(_PIECES, st.text(max_size=8)), max_size=25))
def test_nothing_executable_ever_comes_out(pieces):
    check_nothing_executable(cleaned("".join(pieces)))


@given(st.text(alphabet="<>/=\"' abpimgscrt:-!&;#\n", max_size=60))
def test_no_text_raises(words):
    check_nothing_executable(cleaned(words))
