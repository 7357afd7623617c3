"""Files that were invented without knowing the importer come in as a careful clerk would take them.

They lie in tests/samples, each with its truth: the first set, which tests/samples/make_registry_files.py makes, and
three by other people, which stay as they were given.
"""

import json
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction

from cooperatives import exports
from cooperatives.imports.options import Options
from cooperatives.imports.running import take
from tests.samples import make_registry_files

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[1] / "samples"
FIRST = SAMPLES / "registry"
SETS = (FIRST, SAMPLES / "registry_second_set", SAMPLES / "registry_third_set", SAMPLES / "registry_fourth_set")
NAMES = sorted(
    f"{folder.name}/{path.name.removesuffix('.truth.json')}" for folder in SETS for path in folder.glob("*.truth.json")
)


def truth_of(name):
    return json.loads((SAMPLES / f"{name}.truth.json").read_text(encoding="utf-8"))


def bring(path, args=()):
    """One import with the command line's arguments."""
    told = dict(zip(args[::2], args[1::2], strict=False))
    options = Options(
        as_of=date.fromisoformat(told["--as-of"]) if "--as-of" in told else None,
        unit=told.get("--unit"),
        all_or_nothing="--all-or-nothing" in args,
    )
    return take(path.read_bytes(), path.name, options)


def registry():
    return {kind: list(exports.rows(kind)) for kind in ("cooperative", "group")}


def plain(value):
    return unicodedata.normalize("NFC", " ".join(str(value).split())).casefold()


def agrees(wanted, got, ordered=False):
    """Whether a value is what the truth says: one of several, a text with some words, a list."""
    if isinstance(wanted, dict):
        if "one_of" in wanted:
            return any(agrees(one, got, ordered) for one in wanted["one_of"])
        return all(plain(words) in plain(got) for words in wanted["contains"])
    if isinstance(wanted, list):
        return set(wanted) == set(got or ()) and (not ordered or wanted[:1] == got[:1])
    if isinstance(wanted, str) and isinstance(got, str):
        return plain(wanted) == plain(got)
    return wanted == got and isinstance(wanted, bool) == isinstance(got, bool)


class Marks:
    """Fields that are right and fields that are wrong; a record too many weighs as ten."""

    def __init__(self):
        self.right, self.wrong = 0, []

    def mark(self, good, *what, weight=1):
        self.right += bool(good)
        if not good:
            self.wrong += [what] * weight

    @property
    def share(self):
        return self.right / (self.right + len(self.wrong))

    def record(self, wanted, got):
        name = wanted["name"]
        for key, value in wanted.items():
            if key == "figures":
                self.figures(name, value, got.get(key) or [])
            elif key != "kind":
                self.mark(key in got and agrees(value, got[key], key == "sectors"), name, key, value, got.get(key))

    def figures(self, name, wanted, got):
        got = {year["year"]: year for year in got}
        for year in wanted:
            for key, value in year.items():
                there = got.get(year["year"], {}).get(key)
                self.mark(agrees(value, there), name, year["year"], key, value, there)
        years = {year["year"] for year in wanted if any(v is not None for k, v in year.items() if k != "year")}
        self.mark(set(got) == years, name, "years", sorted(years), sorted(got))


def identities(record):
    """What a record may be known by, the surest first."""
    if record.get("tax_code"):
        yield record["tax_code"]
    yield plain(record["name"]), record.get("commune")
    yield plain(record["name"])


def pairs(wanted, got):
    """(wanted, got or {}) for each wanted record, and the records that nobody wanted."""
    rest, found = list(got), {}
    for rank in range(3):
        for index, one in enumerate(wanted):
            keys = list(identities(one))
            if index in found or len(keys) <= rank:
                continue
            alike = [other for other in rest if keys[rank] in identities(other)]
            if len(alike) == 1:
                found[index] = alike[0]
                rest.remove(alike[0])
    return [(one, found.get(index, {})) for index, one in enumerate(wanted)], rest


def compare(name):
    """Imports one file, "SET/FILE" (after those it follows), and marks what came of it against its truth."""
    truth, marks = truth_of(name), Marks()
    folder, stem = (SAMPLES / name).parent, Path(name).name
    for earlier in truth.get("before", ()):
        bring(folder / earlier, truth_of(f"{folder.name}/{Path(earlier).stem}").get("args", ()))
    file = folder / (truth.get("file") or next(p.name for p in folder.glob(f"{stem}.*") if p.suffix != ".json"))
    outcome = bring(file, truth.get("args", ()))
    report = outcome.report
    marks.mark(outcome.exit_status == truth["exit"], "exit", truth["exit"], outcome.exit_status, outcome.problem)
    for key in ("kind", "as_of"):
        if key in truth:
            marks.mark(report[key] == truth[key], key, truth[key], report[key])
    for key, count in truth.get("counts", {}).items():
        marks.mark(report["counts"][key] == count, "count", key, count, report["counts"][key])
    if asked := truth.get("question_option"):
        marks.mark(asked in [q["option"] for q in report["questions"]], "question", asked)
    for words in truth.get("says", ()):
        marks.mark(plain(words) in plain(outcome.problem or ""), "says", words, outcome.problem)
    got = registry()
    for kind in got:
        wanted = [r for r in truth["records"] if r.get("kind", truth.get("kind")) == kind]
        found, extra = pairs(wanted, got[kind])
        for one, there in found:
            marks.record(one, there)
        for one in extra:
            marks.mark(False, "nobody's record", one["name"], weight=10)
    told_rows(marks, truth, report, got)
    if outcome.exit_status != 4:
        bring(file, truth.get("args", ()))
        marks.mark(registry() == got, "the same file again changes nothing")
    return marks, report


def told_rows(marks, truth, report, got):
    """Marks refused rows, warned cells and wrong totals."""
    rows = {(row["sheet"], row["row"]): row for row in report["rows"]}
    figures = {
        (r.get("tax_code"), f["year"], key): value
        for r in got["cooperative"]
        for f in r["figures"]
        for key, value in f.items()
    }

    def at(spot, sheet, number):
        return spot["row"] == number and spot.get("sheet") in (None, sheet)

    def told(spot):
        row = next((row for place, row in rows.items() if at(spot, *place)), None)
        fields = [spot["field"]] if isinstance(spot["field"], str) else spot["field"]
        return row if row and any(m["field"] in fields for m in row["messages"]) else None

    for spot in truth["refused"]:
        row = told(spot)
        marks.mark(row and row["result"] == "refused", "refused", spot)
    for spot in truth["warned"]:
        other = spot.get("or")
        right = other and figures.get((other["tax_code"], other["year"], spot["field"])) == other["value"]
        marks.mark(right or told(spot), "warned", spot)
    if truth["exit"] == 4:
        return
    for place, row in rows.items():
        if row["result"] == "refused" and not any(at(spot, *place) for spot in truth["refused"]):
            marks.mark(False, "wrongly refused", row)
    wanted = {(t["sheet"], t["row"], t["field"]) for t in truth["totals_mismatch"]}
    wrong = {(t["sheet"], t["row"], t["field"]) for t in report["totals"] if t["stated"] != t["computed"]}
    marks.mark(wanted <= wrong, "wrong totals told", wanted - wrong)
    for total in wrong - wanted:
        marks.mark(False, "right total called wrong", total)


def assert_refusals_explained(report):
    for row in report["rows"]:
        if row["result"] == "refused":
            errors = [m for m in row["messages"] if m["level"] == "error"]
            assert errors, row
            assert all(m["cell"] and ":" in m["message"] for m in errors), row


@pytest.mark.parametrize(
    "name",
    [
        "registry/02-phong-tho-2019",
        "registry/09-doan-ket-2025",
        "registry/22-kttt-muong-kim-2026",
        "registry_second_set/08-dang-ky-qg-2025",
        "registry_second_set/24-ngan-hang-khong-dau",
        "registry_third_set/10-khao-sat-dai-hoc-2023",
    ],
)
def test_a_foreign_file_comes_in_whole(name):
    marks, report = compare(name)
    assert marks.wrong == []
    assert_refusals_explained(report)


@pytest.mark.prove
def test_of_all_foreign_files_99_fields_in_100_come_in():
    whole, lost = Marks(), []
    for name in NAMES:
        with transaction.atomic():
            marks, report = compare(name)
            transaction.set_rollback(True)
        assert_refusals_explained(report)
        whole.right += marks.right
        whole.wrong += marks.wrong
        lost.append(f"{name}: {len(marks.wrong)} of {marks.right + len(marks.wrong)}: {marks.wrong[:3]}")
    assert len(NAMES) >= 24 + 27 + 14 + 10
    assert whole.share >= 0.99, f"{whole.share:.2%}\n" + "\n".join(lost)


@pytest.mark.prove
def test_the_script_makes_the_same_truths_again(tmp_path, monkeypatch):
    monkeypatch.setattr(make_registry_files, "FOLDER", tmp_path)
    make_registry_files.main()
    made = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.truth.json")}
    assert len(made) >= 23
    assert made == {name: (FIRST / name).read_text(encoding="utf-8") for name in made}
