"""The home page."""

from django.shortcuts import render

from kttt.home.blocks import shown_blocks


def home(request):
    """/: the blocks that the office has chosen, in its order."""
    return render(request, "home/home.html", {"blocks": shown_blocks()})
