"""Who may do what: docs/quyen.md is what the groups hold and, cell by cell, what the admin lets them do."""

import re
from collections import defaultdict
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import NoReverseMatch, reverse

from kttt import revisions
from kttt.revision_pages import VersionedAdmin
from kttt.roles import ROLES
from news.models import Article
from tests import factories

pytestmark = pytest.mark.django_db

WORDS = {
    "toàn quyền": ("view", "add", "change", "delete"),
    "xem": ("view",), "thêm": ("add",), "sửa": ("change",), "xóa": ("delete",), "nhập": ("import",),
    "xuất": ("export",), "biên tập bài của người khác": ("edit",), "xuất bản": ("publish",),
}  # fmt: skip
# What a group holds and the admin still refuses to everybody, and why.
REFUSED = {
    ("news.comment", "add"): "only readers write comments",
    ("auth.group", "change"): "groups of the office's own are made by superusers",
    ("pages.sitesettings", "add"): "there is one row, and it exists",
    ("pages.sitesettings", "delete"): "there is one row, and the site needs it",
    ("news.article", "delete"): "only what lies in the trash",
    ("news.usefulness", "change"): "a reader's answer",
}


def documented():
    """{(model's section, model's name): {group: {action}}} as docs/quyen.md has it."""
    text = Path(settings.BASE_DIR, "docs/quyen.md").read_text("utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    groups = rows[0][2:]
    return {
        (section, name): {
            group: {action for word in filter(None, cell.split(", ")) for action in WORDS[word]}
            for group, cell in zip(groups, cells, strict=True)
        }
        for section, name, *cells in rows[2:]
    }


def named(label):
    model = apps.get_model(label)
    section = apps.get_app_config(model._meta.app_label).verbose_name
    return section[0].upper() + section[1:], model._meta.verbose_name


def test_the_document_says_what_the_groups_hold():
    held = defaultdict(lambda: {group: set() for group in ROLES})
    for group in ROLES:
        for permission in Group.objects.get(name=group).permissions.select_related("content_type"):
            model = permission.content_type.model_class()
            held[named(model._meta.label)][group].add(permission.codename.removesuffix(f"_{model._meta.model_name}"))
    assert documented() == dict(held)


@pytest.fixture
def demo(db):
    """The demo's content, and one of each thing that it lacks; {model: id}."""
    call_command("load_demo", verbosity=0)
    draft = factories.consultation()
    factories.opinion(draft)
    factories.question()
    ids = {}
    for model in admin.site._registry:
        ids[model] = model._default_manager.values_list("pk", flat=True).first()
    return ids


def pages(model, pk):
    """{action: address} of what the admin has for a model, as far as it has it."""
    base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    found = {}
    for action, name, args in (
        ("view", "changelist", ()), ("add", "add", ()), ("view", "change", (pk,)), ("delete", "delete", (pk,)),
        ("view", "history", (pk,)), ("export", "export", ()), ("import", "import", ()),
    ):  # fmt: skip
        if args == (None,):
            continue
        try:
            found[name] = action, reverse(f"{base}_{name}", args=args)
        except NoReverseMatch:
            continue
    return found


@pytest.mark.one_database
def test_the_admin_lets_each_group_do_just_that(demo, settings):
    table = documented()
    wrong, asked = [], 0
    for group in ROLES:
        client = Client()
        client.force_login(factories.staff(f"thu-{len(group)}-{sum(map(ord, group))}", group=group))
        for model, pk in demo.items():
            may = table.get(named(model._meta.label), {}).get(group, set())
            for action, address in pages(model, pk).values():
                refused = (model._meta.label_lower, action) in REFUSED
                wanted = action in may and not refused
                status = client.get(address, follow=True).status_code
                asked += 1
                if (status == 200) is not wanted:
                    wrong.append(f"{group}: {address} gives {status}")
            if pk is not None and "change" not in may:
                base = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
                status = client.post(reverse(base, args=[pk]), {}).status_code
                asked += 1
                if status != 403:
                    wrong.append(f"{group}: changing {model._meta.label} gives {status}")
    assert not wrong, "\n".join(wrong)
    assert asked > 1000


@pytest.mark.one_database
def test_side_doors_ask_for_the_same_rights(demo):
    """Bulk actions, autocomplete, versions, inlines, edits in a list: each asks for the right of what it does."""
    table, versioned, doors = documented(), revisions.versioned_models(), 0
    for group in ROLES:
        user = factories.staff(f"cua-{sum(map(ord, group))}", group=group)
        client = Client()
        client.force_login(user)
        for model, pk in demo.items():
            may = table.get(named(model._meta.label), {}).get(group, set())
            one = admin.site.get_model_admin(model)
            base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            for name in getattr(one, "autocomplete_fields", ()):
                target = model._meta.get_field(name).related_model
                allowed = "view" in table.get(named(target._meta.label), {}).get(group, set())
                query = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": name}
                status = client.get(reverse("admin:autocomplete"), query | {"term": ""}).status_code
                assert (status == 200) is allowed, (group, model, name)
                doors += 1
            if pk is None:
                continue
            before = model._default_manager.count()
            if "delete" not in may:
                client.post(
                    reverse(f"{base}_changelist"),
                    {"action": "delete_selected", "_selected_action": [pk], "post": "yes"},
                )
                assert model._default_manager.count() == before, (group, model)
                doors += 1
            if "change" not in may and isinstance(one, VersionedAdmin):
                version = model in versioned and model.history.filter(**{model._meta.pk.attname: pk}).first()
                if version:
                    status = client.post(reverse(f"{base}_restore", args=[pk, version.pk])).status_code
                    assert status == 403, (group, model)
                    doors += 1
            for inline in one.get_inline_instances(_request(user), one.model._default_manager.get(pk=pk)):
                rights = table.get(named(inline.model._meta.label))
                if rights is None:
                    continue
                held = rights[group]
                request = _request(user)
                assert inline.has_view_or_change_permission(request) <= bool(held), (group, inline)
                assert inline.has_delete_permission(request) <= ("delete" in held), (group, inline)
                assert inline.has_change_permission(request) <= ("change" in held), (group, inline)
                doors += 1
    assert doors > 200


def _request(user):
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    request.user = user
    return request


def test_whoever_is_no_staff_sees_the_sign_in_alone(client, django_user_model):
    reader = django_user_model.objects.create_user("nguoidoc", password="x" * 12)
    article = factories.article(state="draft")
    for user in (None, reader):
        if user:
            client.force_login(user)
        for address in ("/quan-tri/", f"/quan-tri/news/article/{article.pk}/change/", "/quan-tri/nhat-ky/"):
            answer = client.get(address)
            assert answer.status_code == 302 and re.search("login|dang-nhap", answer.url), address
    assert Article.objects.count() == 1
