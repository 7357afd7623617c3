"""How a run or paragraph of a Word file looks once defaults, styles and its own settings are put together.

ECMA-376 Part 1, 17.7 (styles), 17.9 (numbering), 17.3.2.26 (fonts).
"""

import dataclasses
import re
from dataclasses import dataclass

from kttt.typed_structure import Item

_BULLETS = ("bullet", "image")
_FORMS = {
    "decimal": "",
    "decimalZero": "",
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
}
_PLAIN_LABEL = re.compile(r"\(?%([1-9])\s*[.):/\-–]*\s*")


@dataclass(frozen=True)
class Look:
    """What of a run's looks counts; `size` in half points."""

    font: str = ""  # of letters beyond ASCII
    ascii_font: str = ""
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    raised: str = ""  # "sup", "sub"
    capitals: bool = False
    hidden: bool = False
    size: int = 24


@dataclass(frozen=True)
class ParagraphLook:
    """What of a paragraph's looks counts; `heading` is 1 … 9 or None."""

    style: str = ""  # the style's name in small letters, as Word calls it in English
    align: str = ""
    heading: int | None = None
    numbered: tuple[str, int] | None = None  # (id of the list, level)


def is_on(element):
    """Whether a setting that may be switched off is on."""
    return element.get("val", "1") not in ("0", "false", "off", "none")


def number(value, otherwise=0):
    """A whole number of a setting; `otherwise` for anything else."""
    return int(value) if value and re.fullmatch(r"-?[0-9]{1,8}", value) else otherwise


class Styles:
    """The styles of a document."""

    def __init__(self, styles, theme):
        """Takes the roots of both parts, or None."""
        self._themes = _theme_fonts(theme)
        self._styles, self._chains, self._runs = {}, {}, {}
        self.default_paragraph = ""
        self._base = Look()
        for one in styles if styles is not None else ():
            if one.tag == "docDefaults":
                properties = one.find("rPrDefault/rPr")
                self._base = self._with(self._base, properties)
            elif one.tag == "style":
                identity = one.get("styleId", "")
                self._styles[identity] = one
                if one.get("type") == "paragraph" and is_on_attribute(one.get("default")):
                    self.default_paragraph = identity

    def _chain(self, identity):
        """The style and those that it is based on, the most general first."""
        if identity not in self._chains:
            chain, at = [], identity
            while at in self._styles and self._styles[at] not in chain and len(chain) < 20:
                chain.insert(0, self._styles[at])
                based = chain[0].find("basedOn")
                at = based.get("val", "") if based is not None else ""
            self._chains[identity] = chain
        return self._chains[identity]

    def run(self, paragraph_style, properties) -> Look:
        """The look of a run with `properties` (its rPr or None) in a paragraph of that style."""
        character = properties.find("rStyle") if properties is not None else None
        character = character.get("val", "") if character is not None else ""
        key = paragraph_style, character
        if key not in self._runs:
            look = self._base
            for style in [*self._chain(paragraph_style or self.default_paragraph), *self._chain(character)]:
                look = self._with(look, style.find("rPr"))
            self._runs[key] = look
        return self._with(self._runs[key], properties)

    def is_link(self, properties):
        """Whether a run wears Word's style of links, whose line below is no emphasis."""
        character = properties.find("rStyle") if properties is not None else None
        style = self._styles.get(character.get("val", "")) if character is not None else None
        name = style.find("name") if style is not None else None
        return name is not None and name.get("val", "").lower() in ("hyperlink", "followedhyperlink")

    def _with(self, look, properties):
        if properties is None:
            return look
        said = {}
        for one in properties:
            tag = one.tag
            if tag == "rFonts":
                for name, attribute in (("ascii_font", "ascii"), ("font", "hAnsi")):
                    theme = self._themes.get(one.get(f"{attribute}Theme", "")[:5])
                    if font := theme or one.get(attribute):
                        said[name] = font
            elif tag in ("b", "i", "caps", "vanish"):
                said[{"b": "bold", "i": "italic", "caps": "capitals", "vanish": "hidden"}[tag]] = is_on(one)
            elif tag in ("strike", "dstrike"):
                said["strike"] = is_on(one)
            elif tag == "u":
                said["underline"] = one.get("val", "single") != "none"
            elif tag == "vertAlign":
                said["raised"] = {"superscript": "sup", "subscript": "sub"}.get(one.get("val"), "")
            elif tag == "sz":
                said["size"] = number(one.get("val"), look.size)
        return dataclasses.replace(look, **said) if said else look

    def paragraph(self, properties) -> tuple[str, ParagraphLook]:
        """(id of the style, look) of a paragraph with `properties` (its pPr or None)."""
        own = properties.find("pStyle") if properties is not None else None
        identity = own.get("val", "") if own is not None else self.default_paragraph
        look = ParagraphLook()
        for style in self._chain(identity):
            name = style.find("name")
            name = (name.get("val", "") if name is not None else "").lower()
            look = dataclasses.replace(look, style=name)
            heading = re.fullmatch(r"heading ([1-9])", name)
            if heading:
                look = dataclasses.replace(look, heading=int(heading[1]))
            look = _paragraph_with(look, style.find("pPr"))
        return identity, _paragraph_with(look, properties)


def is_on_attribute(value):
    """Whether an attribute says yes."""
    return value in ("1", "true", "on")


def _paragraph_with(look, properties):
    if properties is None:
        return look
    said = {}
    for one in properties:
        if one.tag == "jc":
            said["align"] = {"start": "left", "end": "right"}.get(one.get("val", ""), one.get("val", ""))
        elif one.tag == "outlineLvl":
            level = number(one.get("val"), 9)
            said["heading"] = level + 1 if 0 <= level < 9 else None
        elif one.tag == "numPr":
            identity, level = one.find("numId"), one.find("ilvl")
            before = look.numbered or ("", 0)
            listed = identity.get("val", "") if identity is not None else before[0]
            level = number(level.get("val")) if level is not None else before[1]
            said["numbered"] = (listed, level) if listed not in ("", "0") else None
    return dataclasses.replace(look, **said) if said else look


def _theme_fonts(theme):
    found = {}
    for kind in ("major", "minor"):
        font = theme.find(f".//{kind}Font/latin") if theme is not None else None
        if font is not None and font.get("typeface"):
            found[kind] = font.get("typeface")
    return found


class Numbering:
    """The lists of a document; counts as Word does while paragraphs are met in order."""

    def __init__(self, numbering):
        """Takes the root of the part, or None."""
        self._levels, self._lists, self._counts, self._begun = {}, {}, {}, set()
        linked = {}
        for one in numbering if numbering is not None else ():
            if one.tag == "abstractNum":
                identity = one.get("abstractNumId", "")
                self._levels[identity] = {number(level.get("ilvl")): level for level in one.findall("lvl")}
                link = one.find("styleLink")
                if link is not None:
                    linked[link.get("val")] = identity
        for one in numbering if numbering is not None else ():
            if one.tag == "abstractNum" and (link := one.find("numStyleLink")) is not None:
                self._levels[one.get("abstractNumId", "")] = self._levels.get(linked.get(link.get("val"), ""), {})
            elif one.tag == "num":
                abstract = one.find("abstractNumId")
                own = {number(over.get("ilvl")): over for over in one.findall("lvlOverride")}
                self._lists[one.get("numId", "")] = (abstract.get("val", "") if abstract is not None else "", own)

    def next(self, identity, level) -> tuple[Item | None, str]:
        """(its place in a list, the label that Word draws) of the next paragraph of the list on that level.

        The place is None where the label is more than a number of one level ("Điều 3.", "1.2.") or nothing.
        """
        abstract, own = self._lists.get(identity, ("", {}))
        levels = self._levels.get(abstract, {})
        counts = self._counts.setdefault(abstract, {})
        if (identity, level) not in self._begun:
            self._begun.add((identity, level))
            over = own[level].find("startOverride") if level in own else None
            if over is not None:
                counts[level] = _first(over) - 1
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        counts[level] = counts.get(level, self._start(levels, level) - 1) + 1
        kind = self._said(levels, own, level, "numFmt") or "decimal"
        label = self._said(levels, own, level, "lvlText") or ""
        if level not in levels or kind in _BULLETS:
            return Item(level), ""
        if kind == "none" and "%" not in label:
            return None, label.strip()
        drawn = re.sub(r"%([1-9])", lambda m: self._drawn(levels, own, counts, int(m[1]) - 1), label).strip()
        plain = _PLAIN_LABEL.fullmatch(label)
        if plain and int(plain[1]) == level + 1 and kind in _FORMS:
            return Item(level, counts[level], _FORMS[kind]), drawn
        return None, drawn

    @staticmethod
    def _start(levels, level):
        start = levels[level].find("start") if level in levels else None
        return _first(start) if start is not None else 1

    @staticmethod
    def _said(levels, own, level, tag):
        over = own[level].find(f"lvl/{tag}") if level in own else None
        if over is None and level in levels:
            over = levels[level].find(tag)
        return over.get("val") if over is not None else None

    def _drawn(self, levels, own, counts, level):
        count = counts.get(level, self._start(levels, level))
        return drawn_number(count, self._said(levels, own, level, "numFmt") or "decimal")


def _first(start):
    return min(max(number(start.get("val"), 1), 0), 9999)


def drawn_number(count: int, kind: str) -> str:
    """A number as Word draws it in a label: 4 is "4", "d", "IV" …"""
    if kind in ("lowerLetter", "upperLetter") and count > 0:
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters.upper() if kind == "upperLetter" else letters
    if kind in ("lowerRoman", "upperRoman") and 0 < count < 4000:
        roman = ""
        for value, sign in zip(
            (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
            ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
            strict=True,
        ):
            roman += sign * (count // value)
            count %= value
        return roman.lower() if kind == "lowerRoman" else roman
    return f"{count:02}" if kind == "decimalZero" else str(count)
