"""What became of each thing of the old portal, counted, and told where it needs a person."""

from collections import Counter, defaultdict

KINDS = {
    "category": "chuyên mục", "topic": "sự kiện", "tag": "thẻ", "article": "bài viết", "comment": "bình luận",
    "type": "loại văn bản", "issuer": "cơ quan ban hành", "field": "lĩnh vực", "document": "văn bản",
    "relation": "quan hệ văn bản", "file": "tệp văn bản", "picture": "ảnh", "link": "liên kết",
    "visits": "lượt truy cập",
}  # fmt: skip
OUTCOMES = {
    "brought": "mang sang", "updated": "cập nhật", "unchanged": "không đổi", "kept": "giữ bản đã sửa ở cổng mới",
    "deleted": "đã xóa ở cổng mới", "refused": "không mang sang được",
}  # fmt: skip
# The JSON is for reading: beyond this many notes of one reason, their number says enough.
NOTES_OF_A_REASON = 2_000


class Report:
    """Counts by kind and outcome; notes by reason, each with the thing that it is about."""

    def __init__(self, tell=lambda line: None):
        self.tell = tell
        self.counts = defaultdict(Counter)
        self.notes = []
        self._reasons = Counter()

    def count(self, kind, outcome):
        """Adds one thing of a kind of KINDS with an outcome of OUTCOMES."""
        self.counts[kind][outcome] += 1

    def note(self, kind, key, title, reason, detail=""):
        """Remembers that something of the thing `key` needs a look: `reason` a sentence, `detail` what it is about."""
        self._reasons[reason] += 1
        if self._reasons[reason] <= NOTES_OF_A_REASON:
            self.notes.append(
                {"kind": kind, "old_id": str(key), "title": title, "reason": reason, "detail": str(detail)[:500]}
            )

    def as_json(self):
        """The report as plain values."""
        return {
            "counts": {kind: {name: found.get(name, 0) for name in OUTCOMES} for kind, found in self.counts.items()},
            "reasons": dict(self._reasons.most_common()),
            "notes": self.notes,
        }

    def lines(self):
        """The report in Vietnamese, a line for each kind and for each reason."""
        for kind, label in KINDS.items():
            if found := self.counts.get(kind):
                told = ", ".join(f"{found[name]} {outcome}" for name, outcome in OUTCOMES.items() if found[name])
                yield f"{label[0].upper()}{label[1:]}: {told}."
        if self._reasons:
            yield "Cần xem lại:"
        for reason, times in self._reasons.most_common():
            examples = [note for note in self.notes if note["reason"] == reason][:3]
            yield f"  {reason} ({times})"
            for note in examples:
                about = f"{KINDS[note['kind']]} cũ số {note['old_id']}: {note['title']}"
                yield f"    – {about}" + (f" ({note['detail']})" if note["detail"] else "")
