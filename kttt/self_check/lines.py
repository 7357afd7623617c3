"""A line of the self-check, and running all of them."""

import logging
from dataclasses import asdict, dataclass

from kttt.outages import outage_of

logger = logging.getLogger(__name__)

GREEN, YELLOW, RED = "green", "yellow", "red"
LEVELS = (GREEN, YELLOW, RED)
WORDS = {GREEN: "Tốt", YELLOW: "Cần xem", RED: "Phải xử lý"}


@dataclass(frozen=True)
class Line:
    """What was found about one thing, and what to do about it ("" where nothing is)."""

    key: str
    title: str
    level: str
    words: str
    advice: str = ""


def worst(lines):
    """The worst level of some Lines."""
    return max((line.level for line in lines), key=LEVELS.index, default=GREEN)


def run(checks, **how):
    """[Line] of all `checks`: functions of `how` that give Lines. One that fails says so and keeps no other back."""
    found = []
    for check in checks:
        try:
            found += check(**how)
        except Exception as error:
            outage = outage_of(error)
            if not outage:
                logger.exception("Không kiểm tra được: %s", check.__name__)
            words = outage.words if outage else f"Không kiểm tra được ({type(error).__name__})."
            advice = outage.advice if outage else "Báo người phụ trách kỹ thuật xem nhật ký."
            key = check.__name__
            found.append(Line(key, TITLES.get(key, key), RED if outage else YELLOW, words, advice))
    return found


# Of checks that could not be run.
TITLES = {
    "backup": "Sao lưu", "disks": "Ổ đĩa", "certificate": "Chứng chỉ của tên miền", "worker": "Tiến trình nền",
    "tasks": "Hàng đợi", "mail": "Thư báo", "errors": "Lỗi", "migrations": "Cơ sở dữ liệu", "clock": "Đồng hồ",
    "database": "Cơ sở dữ liệu", "questions": "Hỏi đáp", "articles": "Bài viết", "stored_files": "Tệp đã tải lên",
    "computed": "Số liệu tính sẵn",
}  # fmt: skip


def as_json(lines):
    """Lines as they are stored."""
    return [asdict(line) for line in lines]


def from_json(stored):
    """The Lines that `as_json` stored."""
    return [Line(**line) for line in stored]
