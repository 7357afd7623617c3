"""Our promises as system checks: `manage.py check` fails when one is broken."""

from django.conf import settings
from django.core.checks import Error, register


@register()
def import_and_export_need_permission(app_configs, **kwargs):
    """django-import-export lets any member of staff import and export where these codes are unset."""
    errors = []
    for setting, code in (
        ("IMPORT_EXPORT_IMPORT_PERMISSION_CODE", "import"),
        ("IMPORT_EXPORT_EXPORT_PERMISSION_CODE", "export"),
    ):
        if getattr(settings, setting, None) != code:
            errors.append(Error(f"{setting} phải là {code!r}, nếu không ai cũng nhập, xuất được.", id="kttt.E001"))
    from django.contrib import admin
    from import_export.admin import ExportMixin, ImportMixin

    for model, model_admin in admin.site._registry.items():
        declared = {codename for codename, _name in model._meta.permissions}
        for mixin, code in ((ImportMixin, "import"), (ExportMixin, "export")):
            if isinstance(model_admin, mixin) and f"{code}_{model._meta.model_name}" not in declared:
                errors.append(
                    Error(f"{model.__name__} thiếu quyền {code}_{model._meta.model_name} trong Meta.permissions.",
                          obj=model, id="kttt.E002")
                )  # fmt: skip
    return errors
