"""Address /dia-chi/."""

from django.urls import path

from kttt.units import views

urlpatterns = [path("dia-chi/", views.addresses, name="addresses")]
