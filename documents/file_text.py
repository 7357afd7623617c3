"""The text of a document's file: PDF, Word (.docx), Excel (.xlsx, .xls).

`read` starts a process of its own for each file, since a broken or hostile file may take any time and memory. Knows
neither Django nor a model; as a program (`python -m documents.file_text .pdf < FILE`) it writes the text out.
"""

import io
import logging
import resource
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path
from xml.etree import ElementTree

READABLE = (".pdf", ".docx", ".xlsx", ".xls")
MAX_BYTES = 50 * 1024 * 1024
MAX_PAGES = 300
MAX_CHARACTERS = 400_000
SECONDS = 60
_MEMORY = 1024**3
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read(data: bytes, ending: str) -> str:
    """The text in a file (its bytes and its ending, ".pdf"), at most MAX_CHARACTERS; "" where none can be read.

    Scanned pages hold no text. Takes at most SECONDS and 1 GB of memory, never raises for any bytes.
    """
    if ending not in READABLE or len(data) > MAX_BYTES:
        return ""
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "documents.file_text", ending],
            input=data, capture_output=True, timeout=SECONDS, check=False, cwd=Path(__file__).resolve().parents[1],
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.decode("utf-8", "replace").replace("\0", " ")


def _pages(data):
    import pypdf

    for page in pypdf.PdfReader(io.BytesIO(data)).pages[:MAX_PAGES]:
        yield page.extract_text()


def _paragraphs(data):
    with zipfile.ZipFile(io.BytesIO(data)) as parts, parts.open("word/document.xml") as document:
        for _event, element in ElementTree.iterparse(document):  # noqa: S314  (expat bounds entities; memory is bounded)
            if element.tag == f"{_WORD}p":
                yield "".join(t.text or "" if t.tag == f"{_WORD}t" else "\t" for t in element.iter() if t.tag in _TEXTS)
                element.clear()


_TEXTS = (f"{_WORD}t", f"{_WORD}tab", f"{_WORD}br")


def _rows(data):
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        yield name
        for row in book.get_sheet_by_name(name).to_python(skip_empty_area=True):
            if line := "\t".join(str(value) for value in row if value != ""):
                yield line


_READERS = {".pdf": _pages, ".docx": _paragraphs, ".xlsx": _rows, ".xls": _rows}


def pieces(data: bytes, ending: str):
    """Yields the text of a file page by page (paragraph, row), in this process; raises whatever the libraries raise."""
    yield from _READERS[ending](data)


def main():
    """Reads standard input as a file with the ending that the command line names; what came before a fault counts."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    warnings.simplefilter("ignore")
    logging.disable()
    written = 0
    try:
        for piece in pieces(sys.stdin.buffer.read(), sys.argv[1]):
            piece = piece[: MAX_CHARACTERS - written].encode("utf-8", "replace").decode()
            sys.stdout.buffer.write(f"{piece}\n".encode())
            written += len(piece)
            if written >= MAX_CHARACTERS:
                break
    except Exception:  # noqa: S110  (whatever a broken file makes a library raise)
        pass


if __name__ == "__main__":
    main()
