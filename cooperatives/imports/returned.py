"""The sender's own workbook back, its doubtful cells marked and explained."""

import warnings
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

_FILL = {"error": PatternFill("solid", fgColor="F8B4B4"), "warning": PatternFill("solid", fgColor="FDE68A")}
_AUTHOR = "Cổng thông tin Liên minh HTX tỉnh Lai Châu"


def write_returned(data: bytes, report: dict, path: Path):
    """Writes to `path` the workbook `data` (xlsx), with each cell that `report` has a message for coloured and
    commented; for a file of another format a list of the messages."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd cells go back as they came
            book = load_workbook(BytesIO(data))
    except Exception:  # openpyxl raises many kinds for what is no xlsx
        book = Workbook()
        book.active.title = "Thông báo"
        book.active.append(["Trang tính", "Dòng", "Ô", "Nội dung"])
        for row in report["rows"]:
            for message in row["messages"]:
                book.active.append([row["sheet"], row["row"], message["cell"], message["message"]])
        book.save(path)
        return
    for row in report["rows"]:
        if row["sheet"] not in book.sheetnames:
            continue
        sheet = book[row["sheet"]]
        for message in row["messages"]:
            cell = sheet[message["cell"] or f"A{row['row']}"]
            cell.fill = _FILL[message["level"]]
            told = f"{cell.comment.text}\n" if cell.comment and cell.comment.author == _AUTHOR else ""
            cell.comment = Comment(told + message["message"], _AUTHOR, width=320, height=120)
    book.save(path)
