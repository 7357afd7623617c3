"""The admin at /quan-tri/: Django's own, in the office's words."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    """Makes `PortalAdminSite` the site that every admin.py registers with."""

    default_site = "kttt.admin_site.PortalAdminSite"


class PortalAdminSite(AdminSite):
    """The admin's titles."""

    site_title = "Quản trị cổng thông tin"
    site_header = "Liên minh Hợp tác xã tỉnh Lai Châu"
    index_title = "Bàn làm việc"
