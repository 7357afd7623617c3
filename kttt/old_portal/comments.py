"""Readers' comments on articles; mail addresses and network addresses are not even read."""

from django.db import transaction

from kttt.old_portal import stored_text
from kttt.old_portal.articles import CUT
from kttt.old_portal.bringing import moment, remembered
from kttt.old_portal.models import BroughtItem
from kttt.publishing import content_changed
from news.models import Comment

NO_ARTICLE, EMPTY = "Bình luận của bài viết không mang sang", "Bình luận trống"
REPLIES = "Trả lời một bình luận khác: đứng theo thời gian, không lồng vào nhau"
OF_DOCUMENTS = "Bình luận của văn bản: cổng mới không có bình luận về văn bản"
READER = "Bạn đọc"


def bring_comments(run):
    """Every comment on a brought article, once; what moderators do with it here is theirs."""
    table = f"{run.prefix}_{run.lang}_comment"
    if not run.database.has(table):
        table += "s"  # before 4.1
    columns = ["cid", "id", "pid", "content", "post_time", "userid", "post_name", "status"]
    for page in run.database.pages(table, columns, "cid", "module = %s", [run.news]):
        known = remembered(run.source_of("article"), "comment", [row["cid"] for row in page])
        articles = remembered(run.source_of("article"), "article", [row["id"] for row in page])
        with transaction.atomic():
            _bring_page(run, [row for row in page if str(row["cid"]) not in known], articles)
        for _row in known:
            run.report.count("comment", "unchanged")
    if others := run.database.count(table, "module = %s", [run.laws]):
        run.report.note("comment", run.laws, f"{others} bình luận", OF_DOCUMENTS)


def _bring_page(run, rows, articles):
    made = []
    for row in rows:
        comment = _comment(run, row, articles.get(str(row["id"])))
        run.report.count("comment", "brought" if comment else "refused")
        if comment:
            made.append((row, comment))
    if run.dry_run or not made:
        return
    comments = [comment for _row, comment in made]
    times = [comment.created_at for comment in comments]
    Comment.objects.bulk_create(comments)
    # The column takes the present when a row is made.
    for comment, at in zip(comments, times, strict=True):
        comment.created_at = at
    Comment.objects.bulk_update(comments, ["created_at"])
    BroughtItem.objects.bulk_create(
        BroughtItem(source=run.source_of("article"), kind="comment", old_key=str(row["cid"]), new_id=comment.pk)
        for row, comment in made
    )
    content_changed()


def _comment(run, row, item):
    said = stored_text.lines(row["content"], stored_text.legacy_encoding([stored_text.unescaped(row["content"])]))
    about = ("comment", row["cid"], stored_text.cut(said, 60))
    if item is None or not said:
        run.report.note(*about, EMPTY if item else NO_ARTICLE, f"bài viết cũ số {row['id']}")
        return None
    if row["pid"]:
        run.report.note(*about, REPLIES)
    if len(said) > 2000:
        run.report.note(*about, CUT)
    # What stands as the name of a registered user is the account.
    name = run.people.get(row["userid"]) if row["userid"] else stored_text.line(row["post_name"])
    return Comment(
        article_id=item.new_id, name=stored_text.cut(name or READER, 80), text=stored_text.cut(said, 2000),
        state=Comment.State.APPROVED if row["status"] == 1 else Comment.State.PENDING,
        created_at=moment(row["post_time"]) or moment(1),
    )  # fmt: skip
