"""One import from end to end."""

from django.db import transaction

from documents.models import Document, DocumentFile
from kttt.old_portal import articles, comments, documents, stored_text
from kttt.old_portal.addresses import OldAddresses
from kttt.old_portal.bodies import Links
from kttt.old_portal.bringing import leave_addresses
from kttt.old_portal.models import BroughtItem
from kttt.old_portal.uploads import Pictures
from kttt.pages.models import SiteSettings
from news.models import Article, Category, Tag, Topic

VISITS_EDITED = "Tổng lượt truy cập mang sang đã được sửa ở cổng mới: giữ nguyên"
MODELS = {
    "article": Article, "category": Category, "topic": Topic, "tag": Tag, "document": Document, "path": DocumentFile,
}  # fmt: skip
OF_LAWS = {"document", "type", "issuer", "field", "file", "path", "relation"}


class People:
    """Names of the old portal's users, read one at a time; never accounts, mails or passwords."""

    def __init__(self, database, table):
        self.database, self.table, self._known = database, table, {}

    def get(self, number):
        """The full name of user `number`, or ""."""
        if number and number not in self._known:
            rows = self.database.select(self.table, ["first_name", "last_name"], "userid = %s", [number])
            # The old portal keeps the family name in last_name and, in Vietnamese, shows it first.
            parts = [rows[0]["last_name"], rows[0]["first_name"]] if rows else []
            self._known[number] = stored_text.line(" ".join(filter(None, parts)))
        return self._known.get(number, "")


class Run:
    """What all steps of one import share."""

    def __init__(self, database, uploads, report, prefix="nv4", lang="vi", news="news", laws="laws", hosts=(),
                 dry_run=False):  # fmt: skip
        self.database, self.uploads, self.report, self.dry_run = database, uploads, report, dry_run
        self.prefix, self.lang, self.news, self.laws = prefix, lang, news, laws
        self.hosts = {host.lower() for host in (*hosts, *self._own_hosts())}
        bare = {host.removeprefix("www.") for host in self.hosts}
        self.hosts = bare | {f"www.{host}" for host in bare}
        self.addresses = OldAddresses(self.hosts, lang, news, laws)
        self.pictures = Pictures(uploads, self.source_of("article"), self.hosts, report, dry_run)
        self.links = Links(self.addresses, report, self.new_address)
        self.people = People(database, f"{prefix}_users")

    def _own_hosts(self):
        rows = self.database.select(f"{self.prefix}_config", ["config_value"], "config_name = 'my_domains'")
        return [host.strip().split(":")[0] for row in rows for host in row["config_value"].split(",") if host.strip()]

    def source_of(self, kind):
        """The name under which things of a kind are remembered: the beginning of their old tables' names."""
        # Module names with a hyphen have tables with an underscore.
        module = self.laws if kind in OF_LAWS else self.news
        return f"{self.prefix}_{self.lang}_{module.replace('-', '_')}"

    def new_address(self, kind, key):
        """Where a thing is now that an old address names as (kind, key), or None."""
        if kind in ("news", "laws"):
            return "/tin-tuc/" if kind == "news" else "/van-ban/"
        if kind in ("category", "topic", "tag"):
            thing = MODELS[kind].objects.filter(slug=key).first()
        else:
            item = BroughtItem.objects.filter(source=self.source_of(kind), kind=kind, old_key=key).first()
            thing = MODELS[kind].objects.filter(pk=item.new_id).first() if item else None
        return thing.get_absolute_url() if thing else None


def bring(run):
    """Brings everything that the old portal has; each article and document in its own transaction."""
    tell = run.report.tell
    tell("Chuyên mục, sự kiện…")
    news = articles.Articles(run)
    news.bring_lists()
    tell(f"Bài viết: {news.total()}…")
    news.bring_all()
    if run.database.has(f"{run.source_of('document')}_row"):
        laws = documents.Documents(run)
        laws.bring_lists()
        tell(f"Văn bản: {laws.total()}…")
        laws.bring_all()
        documents.bring_relations(run)
    tell("Liên kết trong bài viết…")
    articles.connect_links(run)
    tell("Bình luận…")
    comments.bring_comments(run)
    bring_visits(run)
    if not run.dry_run:
        leave_addresses(run.addresses.written(run.news, [], "/"), "/tin-tuc/")
        leave_addresses(run.addresses.written(run.laws, [], "/"), "/van-ban/")


def bring_visits(run):
    """The old portal's total of visits, as the number that is added to the new portal's own."""
    rows = run.database.select(f"{run.prefix}_counter", ["c_count"], "c_type = %s AND c_val = %s", ["total", "hits"])
    total = rows[0]["c_count"] if rows else 0
    if not total:
        return
    source = run.source_of("visits")
    item = BroughtItem.objects.filter(source=source, kind="visits").first()
    site = SiteSettings.current()
    brought = item.facts["total"] if item else 0
    if site.visits_before not in (0, brought):
        run.report.count("visits", "kept")
        run.report.note("visits", "total", f"{site.visits_before}", VISITS_EDITED, total)
        return
    run.report.count("visits", "unchanged" if site.visits_before == total else "updated" if item else "brought")
    if run.dry_run:
        return
    with transaction.atomic():
        site.visits_before = total
        site.save()
        BroughtItem.objects.update_or_create(
            source=source, kind="visits", old_key="total", defaults={"facts": {"total": total}}
        )
