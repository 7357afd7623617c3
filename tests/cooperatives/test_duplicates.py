"""Organisations that are in the registry twice: found, made one, made two again, exactly."""

import random
from datetime import date

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cooperatives import duplicates, merging
from cooperatives.erasing import erase_person
from cooperatives.history import record_edit
from cooperatives.imports import committing
from cooperatives.imports.options import Options
from cooperatives.imports.planning import registry_revision
from cooperatives.imports.running import take
from cooperatives.models import (
    Distinction,
    ImportBatch,
    ImportRow,
    Merge,
    OcopProduct,
    Organization,
    OrganizationSector,
    Period,
    Statement,
    YearlyFigures,
)
from kttt.publishing import content_revision
from tests import factories
from tests.cooperatives import lists
from tests.cooperatives.lists import line

pytestmark = pytest.mark.django_db

DESK = "/quan-tri/cooperatives/merge/"
COMPUTED = (OrganizationSector, YearlyFigures, Period)


def bring(*lines, day="31/12/2021", name="htx.xlsx"):
    title = f"DANH SÁCH HỢP TÁC XÃ (số liệu đến ngày {day})"
    return take(lists.workbook(*lines, title=title), name, Options())


def registry():
    """Every table of the registry, row by row; what is computed anew without the number of its row."""
    told = {}
    for model in apps.get_app_config("cooperatives").get_models():
        if model is Merge or model._meta.proxy:
            continue
        fields = [f.attname for f in model._meta.concrete_fields if model not in COMPUTED or f.attname != "id"]
        told[model.__name__] = sorted(map(repr, model.objects.values_list(*fields)))
    return told


def join(kept, gone, user=None):
    seen = merging.seen_state(merging.statements_in_order(kept.pk, gone.pk))
    return merging.merge(kept.pk, gone.pk, user, seen)


@pytest.fixture
def two():
    """A cooperative under two names, of two years: [the older, the newer]."""
    bring(line("HTX Chè Nà Giàng", "6200800117", phone="0912345001", capital=500))
    bring(line("HTX Nông sản Phiêng Ban", phone="0912345002", capital=700), day="31/12/2022", name="sau.xlsx")
    return list(Organization.objects.order_by("pk"))


@pytest.fixture
def clerk(client):
    client.force_login(factories.staff(group="Cán bộ đăng ký"))
    return client


# --- finding ---------------------------------------------------------------------------------------------------------


def found():
    names = dict(Organization.objects.values_list("pk", "name"))
    return [({names[p.first], names[p.second]}, p.reason) for p in duplicates.pairs()]


def make(name, commune="03424/2025-07-01", **facts):
    organization = Organization.objects.create(form="cooperative", name=name)
    said = {"form": "cooperative", "name": name, "commune": commune, **facts}
    record_edit(organization, said, None, change_from=date(2022, 1, 1))
    return organization


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ({"tax_code": "6200800117"}, {"name": "HTX Khác hẳn", "tax_code": "6200800117"}, "cùng mã số thuế"),
        ({}, {"name": "Hợp tác xã chè Nà Giàng"}, "cùng tên"),
        ({}, {"name": "HTX Nà Giàng Chè"}, "thứ tự"),
        ({}, {"name": "HTX Dịch vụ chè Nà Giàng"}, "viết gọn"),
        ({}, {"name": "HTX Chè Nà Giành"}, "vài chữ"),
        ({"registration_number": "12 07"}, {"name": "HTX Cá", "registration_number": "12 07"}, "số giấy chứng nhận"),
        ({"phones": ["0912345001"]}, {"name": "HTX Chè Nà Giàng", "commune": None, "phones": ["0912345001"]}, "tên"),
    ],
)
def test_a_pair_is_found_and_told_why(one, other, reason):
    make(**{"name": "HTX Chè Nà Giàng", **one})
    make(**other)
    make("HTX Xây dựng Sông Đà")
    ((_names, why),) = found()
    assert reason in why


def test_two_valid_tax_codes_and_numbers_in_names_are_two_organisations():
    make("HTX Chè số 1", tax_code="6200800117")
    make("HTX Chè số 2")
    make("HTX Chè số 1", tax_code="6200800124")
    assert found() == []


def test_the_surest_pair_comes_first():
    make("HTX Chè Nà Giàng")
    make("HTX Chè Nà Giành")
    make("HTX Xây dựng Sông Đà", tax_code="6200800117")
    make("HTX Vận tải Mường So", tax_code="6200800117")
    assert [reason for _, reason in found()] == ["cùng mã số thuế", "cùng xã, tên chỉ khác vài chữ"]


def test_what_was_declared_different_does_not_come_again():
    one, other = make("HTX Chè Nà Giàng"), make("HTX Chè Nà Giành")
    duplicates.declare_different(one.pk, other.pk, None)
    assert found() == []
    make("HTX Chè Nà Giành", commune=None)
    assert found() != [], "of another one it was not said"


def test_the_comparison_is_kept_until_the_registry_changes():
    make("HTX Chè Nà Giàng")
    make("HTX Chè Nà Giành")
    duplicates.pairs()
    with CaptureQueriesContext(connection) as queries:
        assert len(duplicates.pairs()) == 1
    assert len(queries) <= 4


# --- merging and undoing ---------------------------------------------------------------------------------------------


def test_every_table_that_points_to_an_organisation_is_followed():
    # Versions of a product say whose it was then.
    handled = {*merging.MOVED.values(), *merging.COMPUTED, OcopProduct.history.model}
    pointing = {
        relation.related_model
        for relation in Organization._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and relation.related_model is not Organization
    }
    assert {m for m in pointing if not m._meta.proxy} == handled, "say in cooperatives.merging what a merge does to it"


def test_all_comes_together_and_the_later_statement_holds(two):
    older, newer = two
    OcopProduct.objects.create(organization=newer, name="Chè Shan", stars=4)
    ImportRow.objects.create(
        batch=ImportBatch.objects.first(), position=99, sheet="x", row=9, result="updated", organization=newer
    )
    before = content_revision()
    join(older, newer)
    one = Organization.objects.get()
    assert (one.pk, one.name, one.tax_code) == (older.pk, "HTX Nông sản Phiêng Ban", "6200800117")
    assert one.charter_capital == 700_000_000
    assert one.statements.count() == 2 and one.ocop_products.get().name == "Chè Shan"
    assert one.periods.count() == 2 and ImportRow.objects.get(position=99).organization == one
    assert content_revision() != before


def test_which_one_is_kept_changes_the_number_only(two):
    older, newer = two
    join(newer, older)
    one = Organization.objects.get()
    assert (one.pk, one.name, one.tax_code) == (newer.pk, "HTX Nông sản Phiêng Ban", "6200800117")


def test_the_state_after_a_merge_is_what_rebuilding_gives(two, capsys):
    join(*two)
    before = registry()
    call_command("rebuild_registry")
    assert registry() == before and "0 đơn vị sai" in capsys.readouterr().out


@pytest.mark.parametrize("seed", range(6))
def test_merging_then_undoing_leaves_every_table_as_it_was(seed):
    chance = random.Random(seed)
    user = factories.staff("ngau")
    for year in (2020, 2021, 2022):
        rows = [
            line(f"HTX Chè Nà {n}", chance.choice([None, f"62008{n:05}"]), capital=chance.choice([None, 100, 200]))
            for n in chance.sample(range(8), 6)
        ]
        bring(*rows, day=f"31/12/{year}", name=f"{year}.xlsx")
    ids = list(Organization.objects.values_list("pk", flat=True))
    for pk in ids:
        one = Organization.objects.get(pk=pk)
        if chance.random() < 0.5:
            status, day = chance.choice(["active", "stopped"]), chance.randint(1, 9)
            record_edit(one, {"status": status}, user, date(2023, 1, day))
        if chance.random() < 0.5:
            Organization.objects.filter(pk=pk).update(
                consent_on=date(2024, 1, 1), consent_evidence=f"Giấy {pk}", hidden=chance.random() < 0.3
            )
        if chance.random() < 0.5:
            OcopProduct.objects.create(organization=one, name=f"Chè {pk}", stars=3)
        for key in chance.sample(["che a", "che b", "che c"], 2):
            Distinction.objects.create(organization=one, name_key=key, name=key, unit_key="", said_by=user)
    states, merges = [], []
    for _ in range(3):
        states.append(registry())
        kept, gone = chance.sample(list(Organization.objects.order_by("pk")), 2)
        merges.append(join(kept, gone, user))
        assert Organization.objects.count() == len(ids) - len(merges)
    call_command("rebuild_registry")
    for made, state in zip(reversed(merges), reversed(states), strict=True):
        merging.undo(made.pk, user)
        assert registry() == state


def test_what_came_after_the_merge_stays_with_the_kept_one(two):
    older, newer = two
    made = join(older, newer)
    record_edit(Organization.objects.get(), {"status": "stopped"}, None, date(2024, 1, 1))
    merging.undo(made.pk, None)
    older.refresh_from_db()
    newer.refresh_from_db()
    assert (older.name, older.status, newer.name, newer.status) == (
        "HTX Chè Nà Giàng", "stopped", "HTX Nông sản Phiêng Ban", "active",
    )  # fmt: skip


def test_what_was_merged_on_is_undone_from_the_end(two):
    older, newer = two
    third = make("HTX Thứ Ba")
    first, second = join(older, newer), join(third, older)
    with pytest.raises(merging.RefusedError, match="hãy hoàn tác lần gộp đó trước"):
        merging.undo(first.pk, None)
    merging.undo(second.pk, None)
    merging.undo(first.pk, None)
    assert set(Organization.objects.values_list("pk", flat=True)) == {older.pk, newer.pk, third.pk}
    with pytest.raises(merging.RefusedError, match="đã được hoàn tác"):
        merging.undo(first.pk, None)


def test_who_comes_second_or_saw_something_older_is_told(two):
    older, newer = two
    seen = merging.seen_state(merging.statements_in_order(older.pk, newer.pk))
    record_edit(older, {"status": "stopped"}, None, date(2024, 1, 1))
    with pytest.raises(merging.RefusedError, match="vừa có thay đổi"):
        merging.merge(older.pk, newer.pk, None, seen)
    join(older, newer)
    with pytest.raises(merging.RefusedError, match="người khác vừa gộp"):
        join(older, newer)


def test_consent_holds_only_for_the_contacts_that_it_was_given_for(two):
    older, newer = two
    Organization.objects.filter(pk=older.pk).update(consent_on=date(2024, 1, 1), consent_evidence="Giấy")
    made = join(older, newer)
    assert Organization.objects.get().phones == ["0912345002"] and Organization.objects.get().consent_on is None
    merging.undo(made.pk, None)
    assert Organization.objects.get(pk=older.pk).consent_evidence == "Giấy"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_erasing_a_person_reaches_what_merges_remember(two):
    older, newer = two
    Organization.objects.filter(pk=newer.pk).update(consent_on=date(2024, 1, 1), consent_evidence="Tin nhắn của Pan")
    made = join(older, newer)
    erase_person(Organization.objects.get(), factories.staff("xoa"))
    made.refresh_from_db()
    assert "Pan" not in str(made.consents) and made.consents["gone"]["consent_on"] is None
    merging.undo(made.pk, None)
    assert Organization.objects.get(pk=newer.pk).consent_on is None


# --- imports ---------------------------------------------------------------------------------------------------------


def test_the_old_files_match_the_kept_one_and_change_nothing(two):
    join(*two)
    before = Statement.objects.count()
    for args in (
        [line("HTX Chè Nà Giàng", "6200800117", phone="0912345001", capital=500)],
        [line("HTX Chè Nà Giàng", phone="0912345001", capital=500)],
    ):
        bring(*args)
    bring(line("HTX Nông sản Phiêng Ban", phone="0912345002", capital=700), day="31/12/2022", name="sau.xlsx")
    assert Organization.objects.count() == 1
    assert Statement.objects.count() == before


def test_a_file_that_has_both_still_means_one():
    rows = [line("HTX Chè Nà Giàng", phone="0912345001"), line("HTX Cá Phiêng Ban", phone="0912345002", capital=9)]
    bring(*rows)
    join(*Organization.objects.order_by("pk"))
    before = registry()
    bring(*rows, name="lai.xlsx")
    after = registry()
    assert (after["Organization"], after["Statement"]) == (before["Organization"], before["Statement"])


@pytest.mark.parametrize("which", [0, 1])
def test_an_import_whose_statements_were_moved_can_be_taken_back(two, which):
    older, newer = two
    made = join(older, newer)
    batch = ImportBatch.objects.order_by("pk")[which]
    committing.undo(batch)
    one = Organization.objects.get()
    assert one.pk == older.pk
    assert one.name == ("HTX Nông sản Phiêng Ban" if which == 0 else "HTX Chè Nà Giàng")
    if which == 1:
        with pytest.raises(merging.RefusedError, match="đã được hoàn tác"):
            merging.undo(made.pk, None)
    else:
        merging.undo(made.pk, None)
        assert Organization.objects.get().pk == newer.pk


def test_a_plan_of_before_the_merge_is_not_written_after_it(two):
    before = registry_revision()
    made = join(*two)
    merged = registry_revision()
    merging.undo(made.pk, None)
    assert len({before, merged, registry_revision()}) == 3


# --- addresses -------------------------------------------------------------------------------------------------------


def test_the_old_address_leads_to_the_kept_one_until_the_merge_is_undone(client, two):
    older, newer = two
    third = make("THT Thứ Ba", form="group")
    addresses = [newer.get_absolute_url(), older.get_absolute_url()]
    first = join(older, newer)
    second = join(third, older)
    kept = Organization.objects.get().get_absolute_url()
    for address in addresses:
        answer = client.get(address)
        assert (answer.status_code, answer["Location"], answer["Cache-Control"]) == (301, kept, "no-cache")
    merging.undo(second.pk, None)
    merging.undo(first.pk, None)
    for address in addresses:
        assert client.get(address).status_code == 200


def test_an_address_of_the_other_kind_leads_to_the_right_one(client, two):
    older, newer = two
    record_edit(newer, {"form": "group"}, None, date(2023, 1, 1))
    newer.refresh_from_db()
    assert newer.get_absolute_url().startswith("/to-hop-tac/")
    old = older.get_absolute_url()
    join(older, newer)
    one = Organization.objects.get()
    assert one.kind == "group"
    for address in (old, newer.get_absolute_url()):
        assert client.get(address)["Location"] == one.get_absolute_url()


def test_a_hidden_one_is_not_led_to(client, two):
    older, newer = two
    join(older, newer)
    Organization.objects.update(hidden=True)
    assert client.get(newer.get_absolute_url()).status_code == 404


# --- the desk --------------------------------------------------------------------------------------------------------


def test_the_desk_shows_pairs_in_a_constant_number_of_queries(clerk):
    counts = []
    for n in range(3):
        make(f"HTX Chè Nà Giàng {n}")
        make(f"Hợp tác xã chè Nà Giàng {n}")
        duplicates.pairs()
        with CaptureQueriesContext(connection) as queries:
            page = clerk.get(DESK)
        assert page.status_code == 200 and page.context["page_obj"].paginator.count == n + 1
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_a_pair_is_compared_merged_and_taken_back(clerk, two):
    older, newer = two
    address = f"{DESK}{older.pk}-{newer.pk}/"
    page = clerk.get(address)
    shown = page.content.decode()
    assert "Sau khi gộp" in shown and "700 triệu" in shown and "≠" in shown and "sau.xlsx" in shown
    post = {"viec": "gop", "giu": older.pk, "da_xem": page.context["seen"]}
    clerk.post(address, post)
    assert Organization.objects.get().pk == older.pk
    assert "người khác vừa gộp" in clerk.post(address, post, follow=True).content.decode()
    done = Merge.objects.get()
    assert done.merged_by.username == "bientap"
    page = clerk.get(f"{DESK}da-gop/")
    assert "Hoàn tác" in page.content.decode()
    clerk.post(f"{DESK}da-gop/{done.pk}/")
    assert Organization.objects.count() == 2
    history = clerk.get(f"/quan-tri/cooperatives/cooperative/{older.pk}/history/").content.decode()
    assert "Gộp “HTX Nông sản Phiêng Ban”" in history
    assert "đã được hoàn tác" in clerk.post(f"{DESK}da-gop/{done.pk}/", follow=True).content.decode()


def test_the_shown_result_is_what_the_merge_gives(clerk, two):
    older, newer = two
    page = clerk.get(f"{DESK}{older.pk}-{newer.pk}/")
    told = {line.label: line.result for line in page.context["facts"]}
    join(older, newer)
    one = Organization.objects.get()
    assert (told["Tên"], told["Mã số thuế"], told["Điện thoại"]) == (one.name, one.tax_code, "0912345002")


def test_not_the_same_is_remembered(clerk):
    one, other = make("HTX Chè Nà Giàng"), make("HTX Chè Nà Giành")
    clerk.post(f"{DESK}{one.pk}-{other.pk}/", {"viec": "khac"})
    assert Organization.objects.count() == 2 and duplicates.pairs() == []


@pytest.mark.parametrize("post", [{}, {"viec": "gop"}, {"viec": "gop", "giu": "x"}, {"viec": "?", "giu": "1"}])
def test_a_wrong_request_changes_nothing(clerk, two, post):
    before = registry()
    assert clerk.post(f"{DESK}{two[0].pk}-{two[1].pk}/", post).status_code == 302
    assert registry() == before
    assert clerk.get(f"{DESK}{two[0].pk}-{two[0].pk}/").status_code == 404
    assert clerk.get(f"{DESK}999999-{two[0].pk}/").status_code == 302
    assert clerk.get(f"{DESK}da-gop/1/").status_code == 405
    assert clerk.post(f"{DESK}da-gop/1/").status_code == 404


def test_who_may_not_change_organisations_may_not_merge(client, two):
    client.force_login(factories.staff("lanhdao", "Lãnh đạo duyệt"))
    address = f"{DESK}{two[0].pk}-{two[1].pk}/"
    for answer in (client.get(DESK), client.get(address), client.post(address, {"viec": "khac"})):
        assert answer.status_code == 403
