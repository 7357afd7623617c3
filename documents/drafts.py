"""The text of a draft, taken apart into its articles."""

import re

from kttt import text

# "Điều 3. Mức hỗ trợ", alone on its line; a reference within a sentence ("Điều 3 của Luật …") begins no article.
_ARTICLE = re.compile(r"^\s*(Điều\s+\d{1,3}[a-zđ]?)\s*[.:]\s*(.*)$", re.IGNORECASE)
# What comes after the last article.
_END = re.compile(r"^\s*Nơi nhận\s*:", re.IGNORECASE)
LONGEST_TITLE = 300


def articles(draft: str) -> list[tuple[str, str, str]]:
    """[(label, title, text)] of the articles in the plain text of a draft; [] where none begins a line.

    A first line too long for a title is the beginning of the article's text.

    >>> articles("Căn cứ …\\nĐiều 1. Phạm vi\\nQuyết định này …\\nĐiều 2. Hiệu lực")
    [('Điều 1', 'Phạm vi', 'Quyết định này …'), ('Điều 2', 'Hiệu lực', '')]
    """
    found = []
    for line in text.clean_lines(draft).splitlines():
        if found and _END.match(line):
            break
        if match := _ARTICLE.match(line):
            label, title = text.clean(match[1]).capitalize(), match[2]
            found.append((label, title, []) if len(title) <= LONGEST_TITLE else (label, "", [title]))
        elif found:
            found[-1][2].append(line)
    return [(label, title, "\n".join(lines).strip()) for label, title, lines in found]
