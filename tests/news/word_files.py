"""Word files as tests need them, written part by part: what Word itself, old templates and adversaries put into them."""
# ruff: noqa: E501  (XML and HTML are read better unbroken)

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

from PIL import Image

_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
STYLES = """
<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/><w:sz w:val="28"/></w:rPr>
</w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="u1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr>
<w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="u2"><w:name w:val="heading 2"/><w:basedOn w:val="u1"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="u3"><w:name w:val="heading 3"/><w:basedOn w:val="u2"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Tieude"><w:name w:val="Title"/><w:basedOn w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Chuthich"><w:name w:val="caption"/><w:basedOn w:val="Normal"/><w:rPr><w:i/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="toc1"><w:name w:val="toc 1"/><w:basedOn w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Cu"><w:name w:val="Noi dung cu"/><w:basedOn w:val="Normal"/>
<w:rPr><w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="CuCon"><w:name w:val="Noi dung cu con"/><w:basedOn w:val="Cu"/></w:style>
<w:style w:type="paragraph" w:styleId="Danhsach"><w:name w:val="Danh sach"/><w:basedOn w:val="Normal"/>
<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="character" w:styleId="Siuketni"><w:name w:val="Hyperlink"/><w:rPr><w:u w:val="single"/><w:color w:val="0000FF"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Dam"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>
"""


def _level(level, kind, label):
    return f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{label}"/></w:lvl>'


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">' + "".join(_level(n, "bullet", "\uf0b7") for n in range(3)) + "</w:abstractNum>"
    '<w:abstractNum w:abstractNumId="1">' + _level(0, "decimal", "%1.") + _level(1, "lowerLetter", "%2)")
    + _level(2, "lowerRoman", "%3.") + "</w:abstractNum>"
    '<w:abstractNum w:abstractNumId="2">' + _level(0, "upperRoman", "%1.") + _level(1, "decimal", "%1.%2.") + "</w:abstractNum>"
    '<w:abstractNum w:abstractNumId="3">' + _level(0, "decimal", "Điều %1.") + "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="3"/></w:num>'
    '<w:num w:numId="5"><w:abstractNumId w:val="1"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)  # fmt: skip


def docx(*blocks, styles=STYLES, numbering=NUMBERING, notes=(), links=None, pictures=None, parts=None, body=None):
    """A .docx. `links`: {id: address outside}; `pictures`: {id: bytes}; `notes`: texts of footnotes 1, 2 …"""
    relations = [
        _relation("rIdS", "styles", "styles.xml"), _relation("rIdN", "numbering", "numbering.xml"),
        _relation("rIdF", "footnotes", "footnotes.xml"),
    ]  # fmt: skip
    for identity, address in (links or {}).items():
        relations.append(_relation(identity, "hyperlink", address, ' TargetMode="External"'))
    files = {}
    for identity, data in (pictures or {}).items():
        if isinstance(data, str):
            relations.append(_relation(identity, "image", data, ' TargetMode="External"'))
        else:
            files[f"word/media/{identity}.bin"] = data
            relations.append(_relation(identity, "image", f"media/{identity}.bin"))
    footnotes = '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>' + "".join(
        f'<w:footnote w:id="{n}"><w:p><w:r><w:footnoteRef/></w:r>{r(" " + words)}</w:p></w:footnote>'
        for n, words in enumerate(notes, 1)
    )
    files |= {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": _relations([_relation("rId1", "officeDocument", "word/document.xml")]),
        "word/_rels/document.xml.rels": _relations(relations),
        "word/document.xml": body
        or f"<w:document {_SPACES}><w:body>{''.join(blocks)}<w:sectPr/></w:body></w:document>",
        "word/styles.xml": f"<w:styles {_SPACES}>{styles}</w:styles>",
        "word/numbering.xml": f"<w:numbering {_SPACES}>{numbering}</w:numbering>",
        "word/footnotes.xml": f"<w:footnotes {_SPACES}>{footnotes}</w:footnotes>",
        **(parts or {}),
    }
    return zipped(files)


def zipped(files):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def _relation(identity, kind, target, more=""):
    return (
        f'<Relationship Id="{identity}" Type="{_KINDS}/{kind}" Target="{escape(target, {chr(34): "&quot;"})}"{more}/>'
    )


def _relations(some):
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{"".join(some)}</Relationships>'


def r(words, look="", font=None, size=None):
    """A run; `look` lists properties by their names: "b i u"."""
    properties = "".join({"sup": '<w:vertAlign w:val="superscript"/>', "sub": '<w:vertAlign w:val="subscript"/>',
                          "u": '<w:u w:val="single"/>', "link": '<w:rStyle w:val="Siuketni"/>',
                          "strong": '<w:rStyle w:val="Dam"/>'}.get(one, f"<w:{one}/>")
                         for one in look.split())  # fmt: skip
    if font:
        properties += f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>'
    if size:
        properties += f'<w:sz w:val="{size}"/>'
    properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    parts = escape(words).replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    parts = parts.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return f'<w:r>{properties}<w:t xml:space="preserve">{parts}</w:t></w:r>'


def p(*inner, style=None, align=None, listed=None, mark=""):
    """A paragraph of runs or plain words; `listed` is (numId, level)."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if listed:
        properties += f'<w:numPr><w:ilvl w:val="{listed[1]}"/><w:numId w:val="{listed[0]}"/></w:numPr>'
    if align:
        properties += f'<w:jc w:val="{align}"/>'
    if mark:
        properties += f"<w:rPr>{mark}</w:rPr>"
    inner = "".join(one if one.startswith("<") else r(one) for one in inner)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def field(instruction, *result):
    """A field of several runs, as Word writes most of them."""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{escape(instruction)}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{"".join(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def picture(identity, alt="", crop="", turn="", anchor=False):
    """A run with a drawing of the picture."""
    frame = "anchor" if anchor else "inline"
    crop = f"<a:srcRect {crop}/>" if crop else ""
    turn = f' rot="{turn}"' if turn else ""
    return (
        f'<w:r><w:drawing><wp:{frame}><wp:docPr id="1" name="Picture 1" descr="{escape(alt, {chr(34): "&quot;"})}"/>'
        f'<a:graphic><a:graphicData><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="a"/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="{identity}"/>{crop}</pic:blipFill><pic:spPr><a:xfrm{turn}/></pic:spPr></pic:pic></a:graphicData>'
        f"</a:graphic></wp:{frame}></w:drawing></w:r>"
    )


def text_box(*blocks):
    """A run with a text box, written twice as Word does: for itself, and for its old versions."""
    inner = "".join(blocks)
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp>'
        f"<wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{inner}</w:txbxContent>"
        f"</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def table(*rows, head=0):
    """A table of rows of cells; a cell is words, XML, or (properties, words or XML)."""
    made = []
    for n, row in enumerate(rows):
        cells = ""
        for cell in row:
            properties, inner = cell if isinstance(cell, tuple) else ("", cell)
            inner = inner if inner.startswith(("<w:p>", "<w:tbl>")) else p(inner)
            cells += f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"
        made.append(f"<w:tr><w:trPr>{'<w:tblHeader/>' if n < head else ''}</w:trPr>{cells}</w:tr>")
    return f"<w:tbl><w:tblPr/>{''.join(made)}</w:tbl>"


SPAN = '<w:gridSpan w:val="2"/>'
MERGE, MERGED = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def photo(width=640, height=360, turned=None, place=False, kind="JPEG"):
    """The bytes of a picture whose left half is red; `turned` is the camera's orientation (EXIF)."""
    image = Image.new("RGB", (width, height), "#204080")
    image.paste("#c02020", (0, 0, width // 2, height))
    exif = Image.Exif()
    if turned:
        exif[0x0112] = turned
    if place:
        exif.get_ifd(0x8825)[1] = "N"
        exif[0x010F] = "MAY-ANH-BI-MAT"
    out = BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()
