"""The list that a reader found, as rows of a table: what the public pages show, nothing else."""

from documents.finding import KIND
from documents.models import Document
from kttt.visits import reading

MOST_EXPORTED = 10_000
_AT_ONCE = 500
HEADINGS = [
    "Số, ký hiệu", "Loại văn bản", "Cơ quan ban hành", "Ngày ban hành", "Ngày có hiệu lực", "Ngày hết hiệu lực",
    "Tình trạng hiệu lực", "Người ký", "Lĩnh vực", "Trích yếu", "Lượt xem", "Lượt tải", "Địa chỉ",
]  # fmt: skip


def export_rows(ids, site):
    """Yields the headings and a row for each document in this order; `site`: "https://example.vn" of the addresses."""
    yield HEADINGS
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        rows = Document.objects.published().for_lists().prefetch_related("fields").in_bulk(some)
        for document in reading.with_counts([rows[pk] for pk in some if pk in rows], KIND):
            yield [
                document.number, document.type.name, document.issuer.name, document.issued_on, document.effective_on,
                document.expired_on, document.status().label, document.signer,
                "; ".join(field.name for field in document.fields.all()), document.abstract, document.views,
                document.downloads, site + document.get_absolute_url(),
            ]  # fmt: skip
