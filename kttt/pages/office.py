"""The office as a structure: its leaders, and its departments with their people."""

from django.db import transaction

from kttt.pages.models import Department, OfficeMember


def structure():
    """(leaders, [(department, people)]) as the public may see them; two queries."""
    leaders, people = [], {}
    for member in OfficeMember.objects.published():
        (people.setdefault(member.department_id, []) if member.department_id else leaders).append(member)
    return leaders, [(department, people.get(department.pk, [])) for department in Department.objects.published()]


def forget_portraits(names):
    """Deletes stored portraits once the transaction commits: whoever took a consent back is on no address any more."""
    storage = OfficeMember._meta.get_field("picture").storage
    for name in filter(None, names):
        transaction.on_commit(lambda name=name: storage.delete(name))
