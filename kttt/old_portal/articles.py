"""News of the old portal: categories, events, tags and articles with their pictures and links."""

import math
from functools import cached_property

from django.db import transaction
from django.db.models import F

from kttt import richtext, text
from kttt.old_portal import stored_text
from kttt.old_portal.bodies import Body, relinked, without_empty
from kttt.old_portal.bringing import Collection, Prepared, bring_named, leave_addresses, moment, numbers
from kttt.old_portal.models import BroughtItem
from news.models import RESERVED_SLUGS, Article, Category, Tag, Topic
from news.models import ArticleState as State

MAX_BODY = 20 * 1024 * 1024
BODIES_IN_A_TABLE = 2_000  # before 4.1
# A suspended category adds this to the status of its articles.
SUSPENDED = 21
# What the old portal's numbers mean: 0 stopped, 1 public, 2 waits for its time, 3 expired, 4 draft, 5 sent for review,
# 6 and 9 sent back, 7 under review, 8 sent for publishing, 10 being checked.
STATES = {
    0: State.WITHDRAWN, 1: State.PUBLISHED, 2: State.PUBLISHED, 3: State.PUBLISHED, 4: State.DRAFT, 5: State.SUBMITTED,
    6: State.DRAFT, 7: State.SUBMITTED, 8: State.PENDING, 9: State.DRAFT, 10: State.PENDING,
}  # fmt: skip
EVERYBODY = {5, 6}  # the old portal's groups of guests and of all
NO_TITLE, TOO_BIG = "Tiêu đề trống: không mang sang", "Nội dung lớn hơn 20 MB: không mang sang"
NO_CATEGORY = "Chuyên mục cũ không còn: đã xếp vào “Chưa phân loại”"
RESTRICTED = "Chỉ dành cho một số nhóm ở cổng cũ: để ở bản nháp"
NO_BODY = "Nội dung trống"
BAD_TIME = "Ngày đăng không đọc được: lấy ngày nhập vào cổng cũ"
ATTACHED = "Có tệp đính kèm: cổng mới chưa có chỗ cho tệp của bài viết"
LOST_LINK = "Liên kết trong bài dẫn tới thứ không mang sang được"
CUT = "Dài quá, đã cắt bớt"
BAD_RATING = "Số điểm đánh giá cũ không hợp lệ: không mang sang"


def for_everybody(groups):
    """Whether a column of groups lets everybody in; an empty one, from before groups, does."""
    listed = numbers(groups)
    return not listed or bool(EVERYBODY & set(listed))


class Articles(Collection):
    """The table _rows with _detail and what hangs on both."""

    kind, model, label = "article", Article, "bài viết"
    watched = (
        "title", "slug", "category_id", "lead", "body", "cover", "cover_alt", "author_name", "source", "topic_id",
        "featured", "comments_open", "state", "publish_from", "publish_until", "pinned", "cover_caption",
    )  # fmt: skip
    links = ("tags",)
    COLUMNS = (
        "id", "catid", "listcatid", "topicid", "admin_id", "author", "sourceid", "addtime", "edittime", "status",
        "publtime", "exptime", "title", "alias", "hometext", "homeimgfile", "homeimgalt", "homeimgthumb",
        "allowed_comm", "external_link", "hitstotal", "total_rating", "click_rating",
    )  # fmt: skip
    DETAIL = ("bodyhtml", "sourcetext", "files")
    COUNTED = {"hitstotal", "total_rating", "click_rating"}

    def __init__(self, run):
        super().__init__(run)
        self.table = self.source
        run.database.need(f"{self.table}_rows")
        self.categories, self.aliases, self.restricted = {}, {}, set()
        self.tags, self.topics = {}, {}

    def bring_lists(self):
        """Categories (parents first) and events; tags are made as articles need them."""
        rows = {
            row["catid"]: row
            for row in self.run.database.select(
                f"{self.table}_cat",
                ["catid", "parentid", "title", "alias", "description", "weight", "groups_view"],
                order="`sort`, `catid`",
            )
        }
        for row in rows.values():
            self._category(row, rows, ())
        for row in self.run.database.select(f"{self.table}_topics", ["topicid", "title", "alias"]):
            name = stored_text.line(row["title"])
            if name:
                topic = bring_named(
                    self.run,
                    "topic",
                    row["topicid"],
                    Topic,
                    stored_text.cut(name, 150),
                    text.slug(row["alias"] or name),
                )
                self.topics[row["topicid"]] = topic
                self._leave(["topic", row["alias"]], topic)

    def _category(self, row, rows, below):
        catid = row["catid"]
        if catid in self.categories or catid in below:
            return self.categories.get(catid)
        above = rows.get(row["parentid"])
        parent = self._category(above, rows, (*below, catid)) if above else None
        name = stored_text.line(row["title"]) or f"Chuyên mục {catid}"
        slug = text.slug(row["alias"] or name)
        category = bring_named(
            self.run, "category", catid, Category, stored_text.cut(name, 120),
            f"{slug}-tin" if slug in RESERVED_SLUGS else slug, parent=parent,
            description=stored_text.cut(stored_text.line(row["description"]), 300), position=row["weight"] or 0,
        )  # fmt: skip
        self.categories[catid], self.aliases[catid] = category, row["alias"]
        if not for_everybody(row["groups_view"]):
            self.restricted.add(catid)
        self._leave([row["alias"]], category)
        return category

    def _leave(self, steps, thing):
        if not self.run.dry_run and all(steps):
            leave_addresses(self.run.addresses.written(self.run.news, steps, "/"), thing.get_absolute_url())

    def total(self):
        return self.run.database.count(f"{self.table}_rows")

    def pages(self):
        database = self.run.database
        for page in database.pages(f"{self.table}_rows", self.COLUMNS, "id"):
            ids = [row["id"] for row in page]
            listed = ", ".join(["%s"] * len(ids))
            tags, authors = {}, {}
            for row in database.select(f"{self.table}_tags_id", ["id", "tid", "keyword"], f"id IN ({listed})", ids):
                tags.setdefault(row["id"], []).append((row["tid"], row["keyword"]))
            for row in database.select(f"{self.table}_authorlist", ["id", "pseudonym"], f"id IN ({listed})", ids):
                authors.setdefault(row["id"], []).append(row["pseudonym"])
            for row in page:
                row["tags"], row["authors"] = sorted(tags.get(row["id"], [])), authors.get(row["id"], [])
                row["featured"] = row["id"] in self.featured
            yield page

    @cached_property
    def featured(self):
        """Numbers of the articles that stand in a block that editors fill by hand."""
        database, found = self.run.database, set()
        for block in database.select(f"{self.table}_block_cat", ["bid"], "adddefault = 0"):
            rows = database.select(f"{self.table}_block", ["id"], "bid = %s", [block["bid"]])
            found.update(row["id"] for row in rows)
        return found

    @cached_property
    def sources(self):
        """{number: name} of the places that news was taken from."""
        rows = self.run.database.select(f"{self.table}_sources", ["sourceid", "title"])
        return {row["sourceid"]: stored_text.line(row["title"]) for row in rows}

    def title(self, row):
        return stored_text.line(row["title"])

    def read_whole(self, row):
        """The row with its body, which is fetched for one article at a time."""
        table, found = f"{self.table}_detail", [{}]
        if not self.run.database.has(table):
            table = f"{self.table}_bodyhtml_{math.ceil(row['id'] / BODIES_IN_A_TABLE)}"
        row["too_big"] = self.run.database.length(table, "bodyhtml", "id", row["id"]) > MAX_BODY
        if not row["too_big"]:
            found = self.run.database.select(table, self.DETAIL, "id = %s", [row["id"]]) or found
        row.update({name: found[0].get(name) or "" for name in self.DETAIL})
        return {name: value for name, value in row.items() if name not in self.COUNTED}

    def counts(self, row):
        """Views, and the ratings where they can be true."""
        counts = {"view": max(0, row["hitstotal"] or 0)}
        total, times = row["total_rating"] or 0, row["click_rating"] or 0
        if 0 < times <= total <= 5 * times:
            counts |= {"rating_total": total, "rating_count": times}
        return counts

    def add_other_counts(self, pk, more):
        if more.get("rating_count", 0) > 0:
            Article.objects.filter(pk=pk).update(
                rating_total=F("rating_total") + max(0, more["rating_total"]),
                rating_count=F("rating_count") + more["rating_count"],
            )

    def prepare(self, row):
        pieces = stored_text.text_nodes(stored_text.markup(row["bodyhtml"]))
        encoding = stored_text.legacy_encoding(
            [stored_text.unescaped(row["title"]), stored_text.unescaped(row["hometext"] or ""), *pieces[:200]]
        )
        title = stored_text.line(row["title"], encoding)
        about = (self.kind, row["id"], title)
        if not title or row["too_big"]:
            self.report.note(*about, NO_TITLE if not title else TOO_BIG)
            return None
        body = Body(row["bodyhtml"], encoding, about, self.run.pictures, self.run.links, self.report)
        state, until = self._state(row, about)
        values = {
            "title": self._fit(title, 250, about),
            "slug": text.slug(row["alias"] or title, 100),
            "category": self._category_of(row, about),
            "lead": stored_text.lines(row["hometext"], encoding),
            "body": self._whole_body(row, body, about),
            "author_name": self._author(row, encoding, about),
            "source": self._source(row, encoding, about),
            "topic": self.topics.get(row["topicid"]),
            "featured": row["featured"],
            "comments_open": any(numbers(row["allowed_comm"])),
            "state": state,
            "publish_from": self._published(row, about),
            "publish_until": until,
        }
        complete = body.complete
        if row["homeimgfile"]:
            cover = self.run.pictures.bring(self._cover_address(row), "articles", about)
            complete = complete and (cover is not None or "//" in row["homeimgfile"])
            if cover:
                values["cover"] = cover["name"]
                values["cover_alt"] = self._fit(stored_text.line(row["homeimgalt"], encoding), 250, about)
        if row["files"]:
            self.report.note(*about, ATTACHED, row["files"])
        counts = self.counts(row)
        if row["click_rating"] and "rating_total" not in counts:
            self.report.note(*about, BAD_RATING, f"{row['total_rating']}/{row['click_rating']}")
        tags = [] if self.run.dry_run else [tag.pk for tid, word in row["tags"] if (tag := self._tag(tid, word))]
        return Prepared(values, {"tags": tags}, counts, complete, body.open_links, self._addresses(row))

    def _fit(self, value, length, about):
        if len(value) > length:
            self.report.note(*about, CUT, value)
        return stored_text.cut(value, length)

    def _category_of(self, row, about):
        for catid in [row["catid"], *numbers(row["listcatid"])]:
            if category := self.categories.get(catid):
                return category
        self.report.note(*about, NO_CATEGORY, row["catid"])
        return self._unsorted

    @cached_property
    def _unsorted(self):
        return bring_named(self.run, "category", "unsorted", Category, "Chưa phân loại", "chua-phan-loai", position=999)

    def _state(self, row, about):
        status, until = row["status"], moment(row["exptime"])
        suspended = status > SUSPENDED - 1
        state = STATES.get(status - SUSPENDED if suspended else status, State.DRAFT)
        if state == State.PUBLISHED and (suspended or (status == 3 and not until)):
            state = State.WITHDRAWN
        if state == State.PUBLISHED and row["catid"] in self.restricted:
            self.report.note(*about, RESTRICTED)
            state = State.DRAFT
        return state, until

    def _published(self, row, about):
        published = moment(row["publtime"])
        if published is None:
            self.report.note(*about, BAD_TIME, row["publtime"])
        return published or moment(row["addtime"]) or moment(row["edittime"]) or moment(1)

    def _author(self, row, encoding, about):
        name = stored_text.line(row["author"], encoding) or ", ".join(
            filter(None, (stored_text.line(name, encoding) for name in row["authors"]))
        )
        return self._fit(name or self.run.people.get(row["admin_id"]), 120, about)

    def _source(self, row, encoding, about):
        named = self.sources.get(row["sourceid"]) or stored_text.line(row["sourcetext"], encoding)
        return self._fit(named, 200, about)

    def _whole_body(self, row, body, about):
        if row["external_link"] and row["sourcetext"].startswith(("http://", "https://")):
            address = stored_text.line(row["sourcetext"])
            return richtext.clean(f'{body.html}<p><a href="{address}">Xem toàn văn tại nguồn</a></p>')
        if not without_empty(body.html):
            self.report.note(*about, NO_BODY)
        return body.html

    def _cover_address(self, row):
        file = stored_text.unescaped(row["homeimgfile"])
        if "//" in file or row["homeimgthumb"] == 3:
            return file
        return file if file.startswith("/") else f"/uploads/{self.run.news}/{file}"

    def _tag(self, tid, word):
        name = stored_text.cut(stored_text.line(word), 80)
        if tid not in self.tags:
            rows = self.run.database.select(f"{self.table}_tags", ["alias", "keywords"], "tid = %s", [tid])
            named = rows[0] if rows else {"alias": "", "keywords": ""}
            name = name or stored_text.cut(stored_text.line(named["keywords"]), 80) or named["alias"]
            self.tags[tid] = None
            if name:
                tag = bring_named(self.run, "tag", tid, Tag, name, text.slug(named["alias"] or name, 100))
                self._leave(["tag", named["alias"]], tag)
                self.tags[tid] = tag
        return self.tags[tid]

    def _addresses(self, row):
        catids = dict.fromkeys([row["catid"], *numbers(row["listcatid"])])
        aliases = [self.aliases[catid] for catid in catids if self.aliases.get(catid)]
        found = []
        for alias in aliases:
            found += self.run.addresses.written(self.run.news, [alias, f"{row['alias']}-{row['id']}"])
        return found


def connect_links(run):
    """Puts new addresses into the links of brought articles whose targets came after them; tells what stays open."""
    collection, last = Articles(run), 0
    while items := list(
        BroughtItem.objects.filter(source=collection.source, kind="article", open_links=True, pk__gt=last).order_by(
            "pk"
        )[:100]
    ):
        last = items[-1].pk
        for item in items:
            article = Article.objects.filter(pk=item.new_id).first()
            if article and collection.state(article) == item.new_digest:
                _connect(run, collection, item, article)


def _connect(run, collection, item, article):
    about = ("article", item.old_key, article.title)
    body, still_open = relinked(article.body, run.links, about)
    for address in still_open:
        run.report.count("link", "refused")
        run.report.note(*about, LOST_LINK, address)
    if run.dry_run or body == article.body:
        return
    with transaction.atomic():
        article.body = body
        article.save()
        item.new_digest = collection.state(Article.objects.get(pk=article.pk))
        item.open_links = bool(still_open)
        item.save()
    run.report.count("link", "brought")
