"""Keeping citations as texts change: the search's index hands over what each text names."""

from kttt.citations.models import Citation
from kttt.publishing import content_changed


def keep(kind, named_by):
    """Makes the citations of things of `kind` those of {object id: {key: (number, day)}}; a thing without has {}."""
    wanted = {(object_id, key): said for object_id, named in named_by.items() for key, said in named.items()}
    known = {(c.object_id, c.key): c for c in Citation.objects.filter(kind=kind, object_id__in=named_by)}
    changed = []
    for place, (number, day) in wanted.items():
        citation = known.get(place)
        if citation and (citation.number, citation.issued_on) != (number, day):
            citation.number, citation.issued_on = number, day
            changed.append(citation)
    gone = [citation.pk for place, citation in known.items() if place not in wanted]
    new = [
        Citation(kind=kind, object_id=place[0], key=place[1], number=number, issued_on=day)
        for place, (number, day) in wanted.items()
        if place not in known
    ]
    if changed or gone or new:
        Citation.objects.filter(pk__in=gone).delete()
        Citation.objects.bulk_update(changed, ["number", "issued_on"])
        Citation.objects.bulk_create(new)
        content_changed()
