"""Documents of the old portal's module laws: lists, documents, their files, and what replaces what."""

from django.core.files.base import File
from django.db import transaction

from documents import naming
from documents import numbers as document_numbers
from documents.models import Document, DocumentFile, DocumentType, Field, IssuingBody, Relation
from kttt import text
from kttt.allowed_files import download_name, refusal
from kttt.old_portal import stored_text
from kttt.old_portal.articles import CUT, RESTRICTED, for_everybody
from kttt.old_portal.bringing import Collection, Prepared, bring_named, day, digest, leave_addresses, moment, numbers
from kttt.old_portal.models import BroughtItem
from kttt.old_portal.uploads import inner_path, split
from kttt.publishing import State

NO_ABSTRACT = "Không có trích yếu và tên: không mang sang"
NO_NUMBER = "Không có số, ký hiệu: hãy bổ sung"
TWIN = "Trùng số, cơ quan và ngày ban hành với văn bản đã có: không tạo lần nữa"
FULL_TEXT = "Có toàn văn dạng bài viết: cổng mới giữ toàn văn trong tệp đính kèm"
ENDED = "Ghi là hết hiệu lực nhưng không có ngày: hãy bổ sung ngày hết hiệu lực"
TURNED = "Quan hệ thay thế ghi ngược (văn bản thay thế ban hành trước): đã đổi chiều"
MISSING_FILE = "Tệp văn bản không có trong thư mục uploads"
FOREIGN_FILE = "Tệp văn bản nằm ở máy chủ khác nên không mang sang"
UNKNOWN = {"type": "Loại văn bản cũ không còn", "issuer": "Cơ quan ban hành cũ không còn"}


class Documents(Collection):
    """The table _row and what hangs on it."""

    kind, model, label = "document", Document, "văn bản"
    watched = (
        "number", "type_id", "issuer_id", "signer", "signer_title", "issued_on", "effective_on", "expired_on",
        "abstract", "state", "publish_from", "publish_until", "pinned",
    )  # fmt: skip
    links = ("fields",)
    COLUMNS = (
        "id", "title", "alias", "code", "cid", "sid", "sgid", "introtext", "bodytext", "groups_view",
        "groups_download", "files", "status", "effective_status", "addtime", "edittime", "publtime", "startvalid",
        "exptime", "replacement", "relatement", "area_ids", "view_hits", "download_hits",
    )  # fmt: skip
    COUNTED = {"view_hits", "download_hits"}

    def __init__(self, run):
        super().__init__(run)
        self.table = self.source
        self.lists = {"type": {}, "issuer": {}, "field": {}}

    def bring_lists(self):
        """Types, issuing bodies and fields."""
        for kind, table, model in (("type", "cat", DocumentType), ("issuer", "subject", IssuingBody),
                                   ("field", "area", Field)):  # fmt: skip
            for row in self.run.database.select(f"{self.table}_{table}", ["id", "title"], order="`id`"):
                if name := stored_text.cut(stored_text.line(row["title"]), 150):
                    if known := naming.Names(model.objects.all()).named(name):
                        name = known.name
                    self.lists[kind][row["id"]] = bring_named(
                        self.run, kind, row["id"], model, name, known.slug if known else text.slug(name, 150)
                    )
        rows = self.run.database.select(f"{self.table}_signer", ["id", "title", "positions"])
        self.signers = {row["id"]: (row["title"], row["positions"]) for row in rows}

    def total(self):
        return self.run.database.count(f"{self.table}_row")

    def pages(self):
        database = self.run.database
        for page in database.pages(f"{self.table}_row", self.COLUMNS, "id"):
            ids = [row["id"] for row in page]
            listed = ", ".join(["%s"] * len(ids))
            areas = {}
            for row in database.select(
                f"{self.table}_row_area", ["row_id", "area_id"], f"row_id IN ({listed})", ids, "`area_id`"
            ):
                areas.setdefault(row["row_id"], []).append(row["area_id"])
            for row in page:
                row["areas"] = areas.get(row["id"]) or numbers(row["area_ids"])
            yield page

    def title(self, row):
        return stored_text.line(f"{row['code']} {row['title']}")

    def read_whole(self, row):
        """The row without its counts."""
        return {name: value for name, value in row.items() if name not in self.COUNTED}

    def counts(self, row):
        """Views and downloads."""
        return {"view": max(0, row["view_hits"] or 0), "download": max(0, row["download_hits"] or 0)}

    def prepare(self, row):
        encoding = stored_text.legacy_encoding(
            [stored_text.unescaped(row[name] or "") for name in ("title", "introtext", "bodytext")]
        )
        about = (self.kind, row["id"], self.title(row))
        abstract = stored_text.lines(row["introtext"], encoding) or stored_text.lines(row["title"], encoding)
        if not abstract:
            self.report.note(*about, NO_ABSTRACT)
            return None
        signer, position = self.signers.get(row["sgid"], ("", ""))
        values = {
            "number": self._number(row, encoding, about),
            "type": self._listed("type", row["cid"], DocumentType, "Văn bản khác", about),
            "issuer": self._listed("issuer", row["sid"], IssuingBody, "Chưa rõ cơ quan ban hành", about),
            "signer": stored_text.cut(stored_text.line(signer, encoding), 120),
            "signer_title": stored_text.cut(stored_text.line(position, encoding), 120),
            "issued_on": day(row["publtime"]),
            "effective_on": day(row["startvalid"]),
            "expired_on": day(row["exptime"]),
            "abstract": abstract,
            "state": self._state(row, about),
            "publish_from": moment(row["addtime"]) or moment(row["publtime"]) or moment(row["edittime"]) or moment(1),
        }
        if stored_text.lines(row["bodytext"]):
            self.report.note(*about, FULL_TEXT)
        if row["effective_status"] == 2 and not row["exptime"]:
            self.report.note(*about, ENDED)
        fields = [self.lists["field"][area].pk for area in row["areas"] if area in self.lists["field"]]
        missing = [file for file in self._files(row) if not self._file(file, about, tell=True)]
        return Prepared(values, {"fields": fields}, self.counts(row), not missing, addresses=self._addresses(row))

    def _number(self, row, encoding, about):
        written = stored_text.line(row["code"], encoding)
        number = document_numbers.parse(written) or written
        if not number:
            self.report.note(*about, NO_NUMBER)
            number = f"Không số ({row['id']})"
        if len(number) > 60:
            self.report.note(*about, CUT, number)
        return number[:60]

    def _listed(self, kind, key, model, otherwise, about):
        if found := self.lists[kind].get(key):
            return found
        self.report.note(*about, f"{UNKNOWN[kind]}: đã xếp vào “{otherwise}”", key)
        if None not in self.lists[kind]:
            self.lists[kind][None] = bring_named(self.run, kind, "unsorted", model, otherwise, text.slug(otherwise))
        return self.lists[kind][None]

    def _state(self, row, about):
        if row["status"] != 1:
            return State.WITHDRAWN
        if for_everybody(row["groups_view"]) and for_everybody(row["groups_download"]):
            return State.PUBLISHED
        self.report.note(*about, RESTRICTED)
        return State.DRAFT

    def _files(self, row):
        """Paths below uploads/, or addresses of other hosts, of the files that a row lists."""
        for written in stored_text.unescaped(row["files"] or "").split(","):
            if written := written.strip():
                if split(written).hostname in (None, *self.run.addresses.hosts):
                    yield inner_path(written) or f"{self.run.laws}/{written.lstrip('/')}"
                else:
                    yield written

    def _file(self, path, about, tell=False):
        """The file at `path` if it may be brought, else None; `tell` says why not."""
        found = None if "//" in path else self.run.uploads.find(path)
        reason = None
        if found is None:
            reason = FOREIGN_FILE if "//" in path else MISSING_FILE
        else:
            with found.open("rb") as data:
                reason = refusal(found.name, found.stat().st_size, data.read(8))
        if reason and tell:
            self.report.count("file", "refused")
            self.report.note(*about, reason, path)
        return None if reason else found

    def same_thing(self, prepared):
        values = prepared.values
        twin = Document.objects.filter(
            number_key=document_numbers.key(values["number"]), issuer=values["issuer"], issued_on=values["issued_on"]
        ).first()
        if twin:
            self.report.note("document", twin.pk, str(twin), TWIN)
        return twin

    def after(self, row, thing, item):
        """Stores files that were not brought yet, and leaves the addresses of all."""
        for position, path in enumerate(self._files(row)):
            key = f"{row['id']}:{path}"[:400]
            if BroughtItem.objects.filter(source=self.source, kind="file", old_key=key).exists():
                continue
            found = self._file(path, None)
            if found is None:
                continue
            name = download_name(found.name)
            with found.open("rb") as data:
                file = DocumentFile(
                    document=thing, file=File(data, name), name=name, size=found.stat().st_size, position=position
                )
                file.save()
            BroughtItem.objects.create(source=self.source, kind="file", old_key=key, new_id=file.pk)
            # By its path alone, for links in articles.
            BroughtItem.objects.get_or_create(
                source=self.source, kind="path", old_key=path[:400], defaults={"new_id": file.pk}
            )
            leave_addresses([f"/uploads/{path}"], file.get_absolute_url())
            self.report.count("file", "brought")

    def state(self, thing):
        files = [(file.pk, file.name, file.title, file.position) for file in thing.files.all()]
        return digest(super().state(thing), files)

    def _addresses(self, row):
        found = self.run.addresses.written(self.run.laws, ["detail", row["alias"]])
        if not str(row["alias"]).endswith(f"-{row['id']}"):
            found += self.run.addresses.written(self.run.laws, ["detail", f"{row['alias']}-{row['id']}"])
        return found


def bring_relations(run):
    """What replaces and what relates to what: each pair becomes a Relation once, and none that was deleted here.

    In the old tables `nid` replaces `oid`, and a row's `replacement` lists what replaces it (so the old page shows
    them). Who filled in the form could read "Văn bản thay thế" either way: what was issued first is what was replaced.
    """
    source, database = run.source_of("document"), run.database
    new = _NewIds(source)
    pairs, rows = set(), set()
    for page in database.pages(f"{source}_set_replace", ["id", "oid", "nid"], "id"):
        pairs.update(("replaced_by", row["oid"], row["nid"]) for row in page)
    for page in database.pages(f"{source}_row", ["id", "replacement", "relatement"], "id"):
        for row in page:
            rows.add(row["id"])
            pairs.update(("replaced_by", row["id"], other) for other in numbers(row["replacement"]))
            pairs.update(("related", *sorted((row["id"], other))) for other in numbers(row["relatement"]))
    for kind, old, other in sorted(pairs):
        one, two = new[old], new[other]
        if old == other or not {old, other} <= rows or not (run.dry_run or (one and two)):
            run.report.count("relation", "refused")
        else:
            _bring_relation(run, source, f"{kind}:{old}:{other}", kind, one, two)


def _bring_relation(run, source, key, kind, one, two):
    item = BroughtItem.objects.filter(source=source, kind="relation", old_key=key).first()
    if item:
        here = Relation.objects.filter(pk=item.new_id).exists()
        run.report.count("relation", "unchanged" if here else "deleted")
        return
    run.report.count("relation", "brought")
    if run.dry_run:
        return
    if kind == "related":
        values = {"source_id": one, "verb": Relation.Verb.RELATED, "target_id": two, "passage": ""}
    else:
        issued = dict(Document.objects.filter(pk__in=(one, two)).values_list("pk", "issued_on"))
        turned = issued.get(one) and issued.get(two) and issued[one] > issued[two]
        if turned:
            one, two = two, one
            run.report.note("document", key.split(":")[1], f"{one} → {two}", TURNED)
        values = {"source_id": two, "verb": Relation.Verb.REPLACES, "target_id": one, "passage": ""}
    with transaction.atomic():
        relation, made = Relation.objects.get_or_create(**values)
        BroughtItem.objects.create(source=source, kind="relation", old_key=key, new_id=relation.pk, shared=not made)


class _NewIds(dict):
    """{old number of a document: its number here, None where it was not brought or is gone}, read as asked."""

    def __init__(self, source):
        self.source = source

    def __missing__(self, old):
        found = BroughtItem.objects.filter(source=self.source, kind="document", old_key=str(old))
        new = found.values_list("new_id", flat=True).first()
        self[old] = new if Document.objects.filter(pk=new).exists() else None
        return self[old]
