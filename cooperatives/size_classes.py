"""How large an organisation is: its class by law, and the bracket of its members.

Nghị định 113/2024/NĐ-CP, Điều 5: classes from the table `SizeThreshold`. Brackets: those of the yearly assessment
(Thông tư 01/2020/TT-BKHĐT).
"""

from cooperatives.models import SizeThreshold

Field, Size = SizeThreshold.Field, SizeThreshold.Size
VERY_SMALL = "sieu-nho"
CLASSES = {**dict(Size.choices), VERY_SMALL: "Siêu nhỏ"}
MEMBERS = {
    "duoi-50": "Dưới 50 thành viên", "50-300": "Từ 50 đến 300 thành viên",
    "300-1000": "Trên 300 đến 1.000 thành viên", "tren-1000": "Trên 1.000 thành viên",
}  # fmt: skip
_FIELDS = {"agriculture": Field.AGRICULTURE, "industry": Field.INDUSTRY, "construction": Field.INDUSTRY}


class SizeTable:
    """The thresholds of the moment; one query."""

    def __init__(self):
        self._lines = {(line.field, line.size): line for line in SizeThreshold.objects.all()}

    def class_of(self, sector, members, revenue, capital):
        """A key of CLASSES, "" where it cannot be told.

        `sector`: code of the main one. `revenue`, `capital`: đồng or None; one that is not known does not count
        against the other, without both nothing that they decide is told.
        """
        if members is None or not sector:
            return ""
        field = _FIELDS.get(sector, Field.SERVICES)
        for size in Size:
            line = self._lines.get((field, size))
            if line is None:
                return ""
            if members < line.members:
                continue
            if revenue is None and capital is None:
                return ""
            if (revenue or 0) >= line.revenue or (capital or 0) >= line.capital:
                return str(size)
        return VERY_SMALL


def bracket_of(members):
    """A key of MEMBERS, "" where the number is not known."""
    if members is None:
        return ""
    return next(
        (key for key, below in (("duoi-50", 50), ("50-300", 301), ("300-1000", 1001)) if members < below), "tren-1000"
    )
