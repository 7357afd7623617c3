"""The files that a list names, found in a folder whatever their case, marks and normal form."""

import re
from dataclasses import dataclass
from pathlib import Path

from kttt import text
from kttt.allowed_files import digest_of, download_name, refusal

_BETWEEN = re.compile(r"\s*[;\n|]\s*")


@dataclass(frozen=True)
class Found:
    """A file that may be taken; `name` is what readers download it as."""

    path: Path
    name: str
    size: int

    def digest(self):
        """The mark of its content."""
        with self.path.open("rb") as data:
            return digest_of(data)


def names_in(cell):
    """The files that a cell lists, one a line or with ";" between them."""
    return [name.strip(" \"'") for name in _BETWEEN.split(cell) if name.strip(" \"'")]


class Folder:
    """The files below a folder; `Folder(None)` has none."""

    def __init__(self, path):
        self._by_path, self._by_name, self._by_stem = {}, {}, {}
        for file in sorted(Path(path).rglob("*")) if path else ():
            if file.is_file():
                self._by_path[text.fold(file.relative_to(path).as_posix())] = file
                self._by_name.setdefault(text.fold(file.name), []).append(file)
                self._by_stem.setdefault(text.fold(file.stem), []).append(file)

    def find(self, written):
        """The Found that a cell's `written` means, or one sentence why there is none to take."""
        key = text.fold(written.replace("\\", "/"))
        last = key.rsplit("/", 1)[-1]
        exact = [self._by_path[key]] if key in self._by_path else []
        files = exact or self._by_name.get(last) or self._by_stem.get(last, [])
        if not files:
            return f"Không thấy tệp “{written}”: hãy kiểm tra tên tệp, hoặc bổ sung tệp rồi nhập lại."
        if len(files) > 1:
            return f"Có {len(files)} tệp tên “{written}”: hãy ghi cả tên thư mục."
        path = files[0]
        with path.open("rb") as data:
            refused = refusal(path.name, path.stat().st_size, data.read(8))
        if refused:
            return f"Tệp “{written}”: {refused}"
        return Found(path, download_name(path.name), path.stat().st_size)
