"""How a query is understood."""

import pytest

from kttt.searching.engines import engine
from kttt.searching.language import PHRASES, canonical, canonical_key, parse
from kttt.searching.models import Entry


@pytest.mark.parametrize(
    ("written", "held"),
    [
        ("HTX Chè", "hop tac xa che"),
        ("Nghị định số 09/2024/NĐ-CP", "nghi dinh 9 2024 nd cp"),
        ("ngày 01/07/2025", "ngay 1 7 2025"),
        ("1.240 hộ, 500.000.000 đồng", "1240 ho 500000000 dong"),
        ("hoà bình", "hoa binh"),
        ("Ho\u0300a", "hoa"),
        ("12/KH-LMHTX", "12 kh lien minh hop tac xa"),
        ("", ""),
    ],
)
def test_both_sides_hold_the_same_words(written, held):
    assert canonical(written) == held
    assert canonical(held) == held


def test_a_key_is_found_in_one_word_too():
    assert canonical_key("6200800117-001") == "6200800117 1 62008001171"
    assert canonical_key("6200800117") == "6200800117"


def plain(query):
    return [term.plain.text for term in parse(query).terms]


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("htx chè", ["hop tac xa", "che"]),
        ("113/2024", ["113 2024"]),
        ("số 113", ["113"]),
        ("nd92/2024", ["nd", "92 2024"]),
        ("nghị định 113", ["nghi dinh", "113"]),
        ("6200 800 117", ["6200800117"]),
        ("620-080-0117", ["6200800117"]),
        ("2021 - 2030", ["2021 2030"]),
        ('luật "đất đai" mới', ["luat", "dat dai", "moi"]),
        ("“cụm từ", ["cum", "tu"]),
        ("???", []),
        ("\0", []),
    ],
)
def test_terms(query, terms):
    assert plain(query) == terms


def forms(query):
    return {form.text + ("*" if form.prefix else "") for term in parse(query).terms for form in term.alternatives}


def test_abbreviations_are_read_both_ways():
    assert {"nd", "nghi dinh"} <= forms("nđ 5")
    assert {"nd", "nghi dinh"} <= forms("nghị định 5")
    assert "hop tac xa" in forms("HTX")


def test_the_last_word_may_be_half_typed():
    assert "ca phe*" not in forms("ca phe") and "phe*" in forms("ca phe")
    assert "phe*" not in forms('"ca phe"')


def test_words_of_asking_are_not_required():
    assert [t.plain.text for t in parse("thủ tục là gì").required] == ["thu", "tuc"]
    assert [t.plain.text for t in parse("máy ấp trứng").required] == ["may", "ap", "trung"]
    assert [t.plain.text for t in parse("là gì").required] == ["la", "gi"]


@pytest.mark.parametrize(
    "query", ["a" * 5000, '"' * 50, "1/" * 99, "ß İ ﬁ 漢字 🙂", "*:^(){}<->&|!'", " - ", "' OR 1=1"]
)
def test_nothing_makes_it_raise(query):
    parse(query)


def test_a_whole_phrase_is_not_taken_for_a_beginning():
    assert forms("liên minh htx") == {"lien minh hop tac xa"}
    assert forms("kế hoạch") == {"ke hoach", "kh"}
    assert forms("nghị quyết mớ") == {"nghi quyet", "nq", "mo", "mo*"}


@pytest.mark.django_db
def test_each_phrase_is_found_where_its_words_stand_together():
    for n, phrase in enumerate(sorted(PHRASES)):
        apart = " ngoai ra ".join(phrase.split())
        Entry.objects.create(kind="page", object_id=2 * n, title=phrase, folded_title="x", folded_body=f"a {phrase} b")
        Entry.objects.create(kind="page", object_id=2 * n + 1, title=phrase, folded_title=apart)
    missed = {p for n, p in enumerate(sorted(PHRASES)) if 2 * n not in engine().all_ids([parse(p).required], "page")}
    assert not missed
    for n, phrase in enumerate(sorted(PHRASES)):
        assert 2 * n + 1 not in engine().all_ids([parse(phrase).required], "page")
