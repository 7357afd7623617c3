"""Addresses below /hop-tac-xa/, /to-hop-tac/, /thong-ke/, /du-lieu-mo/ and /api/v1/."""

from django.urls import path

from cooperatives import api, views
from cooperatives.exports import FORMATS

COOPERATIVE, GROUP = {"kind": "cooperative"}, {"kind": "group"}

urlpatterns = [
    path("hop-tac-xa/", views.organization_list, COOPERATIVE, name="cooperatives"),
    path("hop-tac-xa/<slug:slug>-<int:pk>.html", views.organization, COOPERATIVE, name="cooperative"),
    path("to-hop-tac/", views.organization_list, GROUP, name="groups"),
    path("to-hop-tac/<slug:slug>-<int:pk>.html", views.organization, GROUP, name="group"),
    path("thong-ke/", views.statistics, name="statistics"),
    path("du-lieu-mo/", views.open_data, name="open_data"),
    path("api/v1/cooperatives", api.listed, COOPERATIVE, name="api_cooperatives"),
    path("api/v1/groups", api.listed, GROUP, name="api_groups"),
    path("api/v1/cooperatives/<int:pk>", api.single, COOPERATIVE, name="api_cooperative"),
    path("api/v1/groups/<int:pk>", api.single, GROUP, name="api_group"),
    path("api/v1/cooperatives.csv", api.bulk, COOPERATIVE, name="bulk_cooperatives"),
    path("api/v1/groups.csv", api.bulk, GROUP, name="bulk_groups"),
    path("api/v1/cooperatives.csv-metadata.json", api.metadata, COOPERATIVE, name="bulk_cooperatives_metadata"),
    path("api/v1/groups.csv-metadata.json", api.metadata, GROUP, name="bulk_groups_metadata"),
    *(path(f"hop-tac-xa/danh-sach.{f}", views.export, {**COOPERATIVE, "file_format": f}) for f in FORMATS),
    *(path(f"to-hop-tac/danh-sach.{f}", views.export, {**GROUP, "file_format": f}) for f in FORMATS),
]
