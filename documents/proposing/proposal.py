"""A file → what it says of itself. `propose` starts a process of its own, since a file may be broken or hostile."""

import dataclasses
import re
from dataclasses import dataclass
from pathlib import Path

from documents.proposing import head, layout, signature, title
from kttt import allowed_files, bounded_process, text

SECONDS = 10
READABLE = (".pdf", ".docx")
_FEW_LETTERS = 60  # of a scan: the words of an electronic signature on it

LOCKED = "Tệp có mật khẩu: hãy bỏ mật khẩu rồi gửi lại."
BROKEN = "Tệp bị hỏng hoặc không phải tệp {ending}: hãy mở bằng phần mềm, lưu lại rồi gửi lại."
TOO_HARD = "Tệp quá lớn hoặc quá phức tạp nên không đọc được: hãy tách tệp hoặc lưu lại thành PDF."
OLD_WORD = "Tệp Word kiểu cũ (.doc) không đọc được: hãy lưu lại thành .docx hoặc PDF."
OTHER_KIND = "Chỉ đọc được tệp PDF và Word (.docx)."
UNFOUND = "Không mở được tệp này: hãy kiểm tra tên tệp và quyền đọc."


@dataclass
class Proposal:
    """What a file says of itself; None where that is unknown. `issued_on` is ISO, `error` a sentence for the clerk."""

    number: str | None = None
    type: str | None = None
    issuer: str | None = None
    signer: str | None = None
    signer_title: str | None = None
    issued_on: str | None = None
    abstract: str | None = None
    pages: int | None = None
    has_text: bool | None = None
    error: str | None = None


def propose(data: bytes, ending: str) -> Proposal:
    """What a file (its bytes and its ending, ".pdf") says of itself: within SECONDS and 1 GB, never raises."""
    if ending not in READABLE:
        return Proposal(error=OLD_WORD if ending == ".doc" else OTHER_KIND)
    if len(data) > allowed_files.MAX_BYTES:
        return Proposal(error=TOO_HARD)
    if data.startswith(allowed_files.BEGINNINGS[".doc"]) and ending == ".docx":
        return Proposal(error=LOCKED)  # Word keeps a file with a password in the old container
    said, ended = bounded_process.run("documents.proposing.proposal", ending, data=data, seconds=SECONDS)
    found = {name: value for one in said for name, value in one.items()}
    if not ended and "error" not in found:
        found["error"] = TOO_HARD
    return Proposal(**found)


def propose_file(path: Path) -> Proposal:
    """`propose` for a file on disk."""
    try:
        with path.open("rb") as file:
            return propose(file.read(allowed_files.MAX_BYTES + 1), path.suffix.lower())
    except OSError:
        return Proposal(error=UNFOUND)


def from_layout(seen: layout.Layout) -> Proposal:
    """What the lines of a document say of it."""
    lines = _without_overlays(seen.lines)
    letters = sum(c.isalpha() for line in lines for piece in line.pieces for c in piece.text)
    if letters < _FEW_LETTERS:
        return Proposal(pages=seen.pages, has_text=False)
    top = head.read(lines)
    kind, abstract = title.read(lines, top.end)
    said = top.number or top.codes
    if said and said.type == "Văn bản hợp nhất":
        kind = said.type  # under its own number stands the type of the law that it puts together
    kind = kind or (said.type if said else None) or ("Công văn" if top.subject else None)
    if kind is None and any(re.match(r"\W*kinh gui", text.fold(line.text)) for line in lines[top.end : top.end + 8]):
        kind = "Công văn"
    signed = signature.read(lines, top.end)
    issued_on = top.issued_on or (None if top.day_left_open else _day_at_the_end(lines, top.end, kind))
    subject = top.subject.strip(" .;")
    return Proposal(
        number=str(top.number) if top.number else None,
        type=kind,
        issuer=top.issuer,
        signer=", ".join(name for name, _office in signed) or None,
        signer_title=signed[0][1] if len(signed) == 1 else None,
        issued_on=issued_on.isoformat() if issued_on else None,
        abstract=abstract or (subject[:1].upper() + subject[1:]) or None,
        pages=seen.pages,
        has_text=True,
    )


_OVERLAY = re.compile(
    r"^\W*(?:ky boi|nguoi ky|ky so boi|duoc ky boi|thoi gian ky|ngay ky|email|chu ky so|signature not verified|"
    r"signed by|digitally signed|co quan:|ky ngay)\b.*|^\W*\d\d[./]\d\d[./]\d{4} \d\d:\d\d(?::\d\d)?.*|^\W*\d{1,4}\W*$"
)


def _without_overlays(lines):
    """The lines without the words of electronic signatures and without page numbers."""
    kept = []
    for line in lines:
        pieces = [piece for piece in line.pieces if not _OVERLAY.match(text.fold(piece.text))]
        if pieces:
            kept.append(dataclasses.replace(line, pieces=pieces))
    return kept


def _day_at_the_end(lines, begin, kind):
    """A law's day of passing ("thông qua ngày 20 tháng 6 năm 2023"), or the day above the signature."""
    body = [line.text for line in lines[begin:]]
    for n in range(len(body) - 1, -1, -1):
        plain = text.fold(" ".join(body[n : n + 3]))
        if passed := re.search(r"thong qua (?:tai .{0,80})?ngay [0-9]", plain[: len(text.fold(body[n])) + 80]):
            return head.day(plain[passed.start() :])
    if kind in ("Luật", "Bộ luật", "Hiến pháp", "Pháp lệnh"):
        return None
    above = [line for line in lines[begin:] if re.match(r"[^,]{3,40}, ngay [0-9]", text.fold(line.pieces[-1].text))]
    return head.day(above[0].pieces[-1].text) if above else None


def main():
    """In the process itself: reads standard input as a file with the ending that the command line names."""
    data, (ending,) = bounded_process.begin()
    try:
        found = from_layout(layout.read(data, ending))
    except layout.LockedError:
        found = Proposal(error=LOCKED)
    except (layout.TooHardError, MemoryError):
        found = Proposal(error=TOO_HARD)
    except Exception:  # whatever a broken file makes a library raise
        found = Proposal(error=BROKEN.format(ending=ending))
    bounded_process.say(**dataclasses.asdict(found))


if __name__ == "__main__":
    main()
