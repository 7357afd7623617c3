"""The admin: who may enter what, and that every list and form opens."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.checks import run_checks
from django.test import override_settings
from django.urls import reverse

from cooperatives.models import Cooperative
from kttt.roles import ROLES
from tests import factories

pytestmark = pytest.mark.django_db


def test_every_list_and_form_opens_for_the_administrator(admin_client):
    for model in admin.site._registry:
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert admin_client.get(reverse(f"{base}_changelist") + "?q=chè").status_code == 200, model
        assert admin_client.get(reverse(f"{base}_add")).status_code in (200, 403), model


def test_groups_have_exactly_their_permissions():
    for name, table in ROLES.items():
        wanted = {f"{m.split('.')[0]}.{a}_{m.split('.')[1]}" for m, actions in table.items() for a in actions}
        held = {f"{p.content_type.app_label}.{p.codename}" for p in Group.objects.get(name=name).permissions.all()}
        assert held == wanted


@pytest.mark.parametrize(
    ("group", "address", "status"),
    [
        ("Cán bộ đăng ký", "/quan-tri/cooperatives/importbatch/nhap-tep/", 200),
        ("Cán bộ đăng ký", "/quan-tri/cooperatives/cooperative/export/", 200),
        ("Cán bộ đăng ký", "/quan-tri/news/article/", 403),
        ("Phóng viên", "/quan-tri/cooperatives/importbatch/nhap-tep/", 403),
        ("Phóng viên", "/quan-tri/cooperatives/cooperative/export/", 403),
        ("Phóng viên", "/quan-tri/documents/document/export/", 403),
        ("Phóng viên", "/quan-tri/units/adminunit/import/", 403),
        ("Văn thư", "/quan-tri/documents/document/export/", 200),
        ("Văn thư", "/quan-tri/units/adminunit/import/", 403),
        ("Quản trị", "/quan-tri/units/adminunit/import/", 200),
    ],
)
def test_import_and_export_ask_for_permission(client, group, address, status):
    client.force_login(factories.staff(group=group))
    assert client.get(address).status_code == status


@override_settings(IMPORT_EXPORT_IMPORT_PERMISSION_CODE=None)
def test_the_system_check_insists_on_permission_codes():
    assert "kttt.E001" in {error.id for error in run_checks()}


def test_checks_are_clean():
    assert [e for e in run_checks() if e.id.startswith("kttt.")] == []


def test_search_in_the_admin_finds_without_diacritics(admin_client):
    factories.article("Hội nghị tổng kết")
    factories.article("Tin khác")
    body = admin_client.get("/quan-tri/news/article/?q=hoi nghi").content.decode()
    assert "Hội nghị tổng kết" in body and "Tin khác" not in body


def test_scripts_stay_strict_and_styles_are_loosened_in_the_editor_alone(admin_client):
    def policy(address):
        return admin_client.get(address)["Content-Security-Policy"]

    for address in ("/", "/quan-tri/", "/quan-tri/news/article/add/"):
        scripts = re.search(r"script-src ([^;]*)", policy(address))[1]
        assert scripts == "'self'"
    assert "unsafe-inline" in policy("/quan-tri/news/article/add/")
    assert "unsafe-inline" not in policy("/quan-tri/news/article/") + policy("/")


def test_pages_hold_no_inline_script_or_style(client, admin_client):
    article = factories.article()
    for address in ("/", article.get_absolute_url(), "/van-ban/", "/lien-he/"):
        body = admin_client.get(address).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(ld\+)?json\")", body)
        assert not re.search(r"<style|\sstyle=|\son\w+=", body)


def test_editing_by_hand_says_change_or_correction(admin_client):
    add = {
        "form": "cooperative", "name": "HTX Chè Bản Bo", "tax_code": "", "registration_number": "",
        "registration_issuer": "", "registered_on": "05/2019", "established_on": "", "status": "active",
        "business_lines": "", "products": "", "address": "", "unit": "", "main_sector": "", "representative": "",
        "representative_title": "", "phones": "0912 345 678", "email": "", "charter_capital": "1.500.000.000",
        "alliance_member": "unknown", "note": "", "edit_kind": "change", "change_from": "01/01/2020",
        "consent_on": "", "consent_evidence": "", "figures-TOTAL_FORMS": 0, "figures-INITIAL_FORMS": 0,
        "ocop_products-TOTAL_FORMS": 0, "ocop_products-INITIAL_FORMS": 0,
    }  # fmt: skip
    response = admin_client.post("/quan-tri/cooperatives/cooperative/add/", add)
    assert response.status_code == 302, response.context["adminform"].form.errors
    one = Cooperative.objects.get()
    assert (one.registered_on, one.phones, one.charter_capital) == ("2019-05", ["0912345678"], 1_500_000_000)
    address = f"/quan-tri/cooperatives/cooperative/{one.pk}/change/"
    assert admin_client.get(address).status_code == 200
    admin_client.post(address, add | {"status": "suspended", "edit_kind": "change", "change_from": "01/06/2022"})
    admin_client.post(
        address, add | {"status": "suspended", "name": "HTX Chè Bản Bo 2", "edit_kind": "correction", "change_from": ""}
    )
    one.refresh_from_db()
    assert (one.status, one.name) == ("suspended", "HTX Chè Bản Bo 2")
    assert [(s.kind, s.valid_from.year, list(s.facts)) for s in one.statements.all()[1:]] == [
        ("correction", 2020, ["name"]),
        ("change", 2022, ["status"]),
    ]
    history = admin_client.get(f"/quan-tri/cooperatives/cooperative/{one.pk}/history/").content.decode()
    assert "Sửa nhập sai" in history and "Tạm ngừng hoạt động" in history


def test_pictures_from_the_editor_are_made_fit_and_others_refused(admin_client, client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    good = SimpleUploadedFile("a.jpg", factories.picture().read(), "image/jpeg")
    address = "/quan-tri/anh/tai-len/"
    url = admin_client.post(address, {"upload": good}).json()["url"]
    assert url.endswith(".webp")
    answer = admin_client.get(url)
    assert answer["Content-Type"] == "image/webp"
    assert b"".join(answer.streaming_content).startswith(b"RIFF")
    evil = SimpleUploadedFile("a.svg", b"<svg onload='alert(1)'/>", "image/svg+xml")
    assert admin_client.post(address, {"upload": evil}).status_code == 400
    assert admin_client.post(address).status_code == 400
