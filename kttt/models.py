"""Models of the project itself."""

import simple_history
from django.contrib.auth.models import Group, User

from kttt.publishing import ContentRevision
from kttt.revisions import Revisions

__all__ = ["ContentRevision"]

# Who may what is history too; passwords and hours of signing in are not.
simple_history.register(
    User, app="kttt", records_class=Revisions, leave_out=["password", "last_login"],
    links=["groups", "user_permissions"],
)  # fmt: skip
simple_history.register(Group, app="kttt", records_class=Revisions, links=["permissions"])
