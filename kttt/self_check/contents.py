"""Checks of what the portal holds. Each gives Lines; `thorough`: may take minutes."""

from datetime import timedelta

from django.utils import timezone

from kttt.publishing import State
from kttt.questions.models import Question
from kttt.self_check import files, samples
from kttt.self_check.lines import GREEN, RED, YELLOW, Line
from news.models import Article

NAMED = 5  # files without a row that are told by name
SOON = timedelta(days=7)


def questions(**how):
    """Requests that should have been answered."""
    late = Question.objects.open().filter(due_on__lt=timezone.localdate()).count()
    if not late:
        return [Line("questions", "Hỏi đáp", GREEN, "Không có câu hỏi, yêu cầu nào quá hạn.")]
    advice = "Mở Bàn làm việc, bấm thẻ câu hỏi quá hạn."
    return [Line("questions", "Hỏi đáp", YELLOW, f"{late} câu hỏi, yêu cầu quá hạn trả lời.", advice)]


def articles(**how):
    """Articles that come or go by themselves within a week."""
    now = timezone.now()
    ready = Article.objects.filter(state=State.PUBLISHED)
    coming = ready.filter(publish_from__gt=now, publish_from__lte=now + SOON).count()
    going = ready.filter(publish_until__gt=now, publish_until__lte=now + SOON).count()
    words = f"Trong 7 ngày tới {coming} bài hẹn giờ sẽ đăng, {going} bài sẽ hết hạn hiển thị."
    return [Line("articles", "Bài viết", GREEN, words)]


def stored_files(thorough, **how):
    """Rows whose file is gone, files that nothing names."""
    if not thorough:
        return []
    missing, unnamed = files.look()
    title, found = "Tệp đã tải lên", []
    if missing:
        words = ", ".join(f"{number} {name}" for name, number in missing.most_common())
        advice = "Lấy lại tệp từ bản sao lưu, hoặc mở từng mục và tải tệp lên lại."
        found.append(Line("files_missing", title, RED, f"Mất tệp của: {words}.", advice))
    if unnamed:
        words = f"{len(unnamed)} tệp không mục nào dùng, ví dụ {', '.join(unnamed[:NAMED])}."
        advice = "Không hại gì. Thường do máy tắt giữa lúc tải lên; xóa được sau khi sao lưu."
        found.append(Line("files_unnamed", title, YELLOW, words, advice))
    return found or [Line("files", title, GREEN, "Không mục nào mất tệp, không tệp nào thừa.")]


def computed(thorough, **how):
    """A sample of what is computed beforehand."""
    if not thorough:
        return []
    found = []
    for key, title, count, command in (
        ("search", "Chỉ mục tìm kiếm", samples.search, "rebuild_search"),
        ("registry", "Sổ đăng ký", samples.registry, "rebuild_registry"),
        ("validity", "Hiệu lực văn bản", samples.documents, "rebuild_validity"),
    ):
        wrong = count()
        level = YELLOW if wrong else GREEN
        words = f"{wrong} mục được xem thử không khớp." if wrong else "Các mục được xem thử đều khớp."
        found.append(Line(key, title, level, words, f"Chạy: manage.py {command}" if wrong else ""))
    return found


CHECKS = (questions, articles, stored_files, computed)
