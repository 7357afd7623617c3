"""What a sheet's cells hold beside texts, numbers and dates, and how Excel names their columns."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CellError:
    """A cell that shows an error (`#REF!`) or a formula whose result the file does not hold (`=B2*2`)."""

    code: str

    def __str__(self):
        return self.code


def column_letter(index: int) -> str:
    """Excel's letter of a column counted from 0.

    >>> column_letter(27)
    'AB'
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The inverse of `column_letter`.

    >>> column_index("AB")
    27
    """
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
