"""The public page that leads from old communes to today's and back."""

from django.shortcuts import render

from kttt.lists import parameters
from kttt.units.addresses import Addresses
from kttt.units.fixture import REFORM, REFORM_BASIS


def addresses(request):
    """/dia-chi/?q=: what a commune's name, code or a whole address means; all districts and communes to browse."""
    (query,) = parameters(request, "q")
    known = Addresses()
    context = {
        "query": query,
        "found": known.find(query) if query else None,
        "districts": known.districts,
        "today": known.today,
        "old_count": sum(len(district.communes) for district in known.districts),
        "reform": REFORM,
        "basis": REFORM_BASIS,
        "breadcrumbs": [("Tra cứu xã, phường sau sắp xếp", None)],
    }
    return render(request, "units/addresses.html", context)
