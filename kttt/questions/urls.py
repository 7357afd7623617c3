"""Addresses of questions and of the contact page."""

from django.urls import path

from kttt.questions import views

urlpatterns = [
    path("hoi-dap/", views.question_list, name="questions"),
    path("hoi-dap/dat-cau-hoi/", views.ask, name="ask_question"),
    path("hoi-dap/gui/", views.send_question, name="send_question"),
    path("hoi-dap/tra-cuu/", views.track, name="track_question"),
    path("hoi-dap/<slug:slug>-<int:pk>.html", views.question, name="question"),
    path("lien-he/", views.contact, name="contact"),
    path("lien-he/gui/", views.send_message, name="send_message"),
]
