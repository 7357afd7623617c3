"""Addresses below /hop-tac-xa/, /to-hop-tac/ and /thong-ke/."""

from django.urls import path

from cooperatives import views
from cooperatives.exports import FORMATS

COOPERATIVE, GROUP = {"kind": "cooperative"}, {"kind": "group"}

urlpatterns = [
    path("hop-tac-xa/", views.organization_list, COOPERATIVE, name="cooperatives"),
    path("hop-tac-xa/<slug:slug>-<int:pk>.html", views.organization, COOPERATIVE, name="cooperative"),
    path("to-hop-tac/", views.organization_list, GROUP, name="groups"),
    path("to-hop-tac/<slug:slug>-<int:pk>.html", views.organization, GROUP, name="group"),
    path("thong-ke/", views.statistics, name="statistics"),
    *(path(f"hop-tac-xa/danh-sach.{f}", views.export, {**COOPERATIVE, "file_format": f}) for f in FORMATS),
    *(path(f"to-hop-tac/danh-sach.{f}", views.export, {**GROUP, "file_format": f}) for f in FORMATS),
]
