"""Exports of the registry through django-import-export: the contract's table, behind its permissions."""

import tablib
from import_export import resources

from cooperatives import exports
from cooperatives.models import Cooperative, CooperativeGroup


class RegistryResource(resources.ModelResource):
    """Gives the rows of `exports.table` for the filtered list."""

    kind = None

    def export(self, queryset=None, **kwargs):
        """A tablib.Dataset of the organisations in `queryset`."""
        heading, *rows = exports.table(self.kind, queryset=queryset)
        return tablib.Dataset(*rows, headers=heading)


class CooperativeResource(RegistryResource):
    """HTX."""

    kind = "cooperative"

    class Meta:
        model = Cooperative
        fields = ("name",)


class GroupResource(RegistryResource):
    """THT."""

    kind = "group"

    class Meta:
        model = CooperativeGroup
        fields = ("name",)
