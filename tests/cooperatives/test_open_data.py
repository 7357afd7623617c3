"""/api/v1/: what programs read is what the lists show, and nothing else."""

import csv
import json
import random
import re
from datetime import date
from io import StringIO
from pathlib import Path

import pytest

from cooperatives import exports
from cooperatives.api import LICENCE
from cooperatives.finding import Found, Wanted
from cooperatives.models import Organization
from cooperatives.shelf import FACETS
from kttt.searching.refreshing import refresh_all
from tests.cooperatives.registry import some_organizations
from tests.cooperatives.test_finding import some_wish

pytestmark = pytest.mark.django_db
PATHS = {"cooperative": "/api/v1/cooperatives", "group": "/api/v1/groups"}


@pytest.fixture
def many():
    made = some_organizations(200, seed=9)
    refresh_all()
    return made


def read(client, address, status=200, **headers):
    answer = client.get(address, **headers)
    assert answer.status_code == status and not answer.cookies
    assert answer["Content-Type"] == "application/json" and answer["Access-Control-Allow-Origin"] == "*"
    return answer.json()


def everything(client, address):
    """All results, page by page, as a program reads them."""
    results = []
    while address:
        said = read(client, address)
        results += said["results"]
        address = said["next"]
    assert len(results) == said["count"]
    return results


def test_the_api_answers_as_the_lists_do(many, client):
    chance = random.Random(21)
    for _ in range(50):
        kind = chance.choice(("cooperative", "group"))
        words, chosen = some_wish(chance, kind)
        wanted = Wanted(words and f'"{words}"', chosen, kind=kind)
        ids = Found(wanted).ids
        results = everything(client, f"{PATHS[kind]}{wanted.address}&page_size={chance.choice((7, 50, 200))}")
        assert [one["id"] for one in results] == ids
        assert [{k: v for k, v in one.items() if k not in ("id", "url")} for one in results] == list(
            exports.rows_of(kind, ids)
        )


def test_an_earlier_day(many, client):
    assert read(client, "/api/v1/groups?tai-ngay=2020-01-01")["count"] == 0
    asked = Wanted(kind="group", day=date(2024, 1, 1))
    assert read(client, "/api/v1/groups?tai-ngay=2024-01-01")["count"] == Found(asked).total > 0


def test_one_organisation(many, client):
    shown = next(one for one in many if not one.hidden and one.form == "group")
    hidden = next(one for one in many if one.hidden and one.form == "group")
    said = read(client, f"/api/v1/groups/{shown.pk}")
    assert said["id"] == shown.pk and said["url"].endswith(shown.get_absolute_url())
    for address in (f"groups/{hidden.pk}", f"cooperatives/{shown.pk}", "groups/999999999", f"groups/{10**17}"):
        assert read(client, f"/api/v1/{address}", status=404)["error"]


@pytest.mark.parametrize(
    ("query", "status"),
    [("page=0", 400), ("page=x", 400), ("page=99", 404), ("page_size=0", 400), ("page_size=201", 400), ("a=1", 400),
     ("sap-xep=x", 400), ("tai-ngay=2021-13-01", 400), ("tai-ngay=2999-01-01", 400), ("page=%00", 400),
     ("xa=%00", 200), ("q=%00", 200), ("nam=x", 200)],
)  # fmt: skip
def test_what_is_wrong_is_said(many, client, query, status):
    said = read(client, f"/api/v1/cooperatives?{query}", status)
    assert ("error" in said) == (status != 200)


def test_unchanged_data_is_not_sent_again(many, client):
    first = client.get("/api/v1/cooperatives")
    again = client.get("/api/v1/cooperatives", HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 304 and not again.content
    Organization.objects.filter(pk=many[0].pk).update(hidden=True)
    assert client.get("/api/v1/cooperatives", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_queries_are_as_many_for_a_large_page(many, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(30) as few:
        client.get("/api/v1/cooperatives?page_size=2")
    with django_assert_max_num_queries(len(few)):
        client.get("/api/v1/cooperatives?page_size=200")


@pytest.mark.parametrize("kind", ["cooperative", "group"])
def test_the_whole_as_a_table_with_its_description(many, client, kind):
    answer = client.get(f"{PATHS[kind]}.csv")
    text = b"".join(answer).decode("utf-8")
    assert text.startswith("\ufeff")
    headings, *rows = csv.reader(StringIO(text[1:]))
    assert len(rows) == Organization.objects.published().of_kind(kind).count()
    described = answer["Link"].split(">")[0][1:]
    said = read(client, described)
    assert [column["titles"] for column in said["tableSchema"]["columns"]] == headings
    assert said["url"].endswith(f"{PATHS[kind]}.csv") and said["dc:license"] and said["dc:date"]
    names = [column["name"] for column in said["tableSchema"]["columns"]]
    assert not {"note", "leader", "bank_debt", "fund_loan"} & set(names)


def test_the_description_names_every_key_and_every_address(many, client):
    said = read(client, "/api/v1/openapi.json")
    for kind, path in PATHS.items():
        results = read(client, path)["results"]
        known = said["components"]["schemas"][kind]["properties"]
        assert {key for one in results for key in one} <= set(known)
        assert {key for one in results for year in one["figures"] for key in year} <= set(
            known["figures"]["items"]["properties"]
        )
        parameters = {one["name"] for one in said["paths"][path]["get"]["parameters"]}
        assert {"q", "linh-vuc", "xa", "huyen", "nam", "tai-ngay", "page", "page_size"} <= parameters
    for path in said["paths"]:
        address = path.replace("{id}", str(many[0].pk))
        assert client.get(address, {"q": "chè"} if "search" in path else {}).status_code in (200, 404)
    references = json.dumps(said).split('"$ref": "#/components/schemas/')[1:]
    assert {one.split('"')[0] for one in references} <= set(said["components"]["schemas"])


def test_the_page_that_tells_of_it(many, client):
    page = client.get("/du-lieu-mo/").content.decode()
    for address in ("/api/v1/cooperatives.csv", "/api/v1/groups.csv-metadata.json", "/api/v1/openapi.json"):
        assert f'href="{address}"' in page


def test_the_guide_names_every_field_of_each_kind_and_every_parameter(client):
    guide = (Path(__file__).parents[2] / "docs" / "du-lieu-mo.md").read_text(encoding="utf-8")
    fields = re.findall(r"^\| `(\w+)` \| .* \| ((?:HTX|THT|, )+) \|$", guide, re.M)
    for kind, letters in (("cooperative", "HTX"), ("group", "THT")):
        named = [key for key, kinds in fields if letters in kinds.split(", ")]
        assert sorted(named) == sorted(exports.flat_keys(kind, public=True)), kind
    parameters = re.findall(r"`([a-z_-]+)`", guide.partition("| Tham số | Ý nghĩa |")[2].partition("Ví dụ")[0])
    assert sorted(parameters) == sorted(["q", "tai-ngay", "sap-xep", "page", "page_size", *FACETS])
    assert LICENCE in guide
    for address in set(re.findall(r"`(/(?:api|du-lieu-mo|thong-ke|hop-tac-xa|to-hop-tac)[\w/.-]*)`", guide)):
        assert client.get(address).status_code == 200, address
