"""Which organisations of the registry a full list does not name. Nothing is done to them: somebody asks."""

from django.db.models import Q

from cooperatives.models import Organization


def absent_from(planned, units):
    """(ids of the organisations that the rows `planned` (of a full list) do not name, what they were compared with).

    Compared with the organisations of the same kind and area that had been founded by the list's date and are not
    known to be gone: the old district that all rows share, else the communes of today that they name, else (when these
    are half of all or more) the province. The second value is that area in words.
    """
    named = {p.organization_id for p in planned} | {c.pk for p in planned for c in p.candidates}
    located = [p.row.unit for p in planned if p.row.unit]
    if not located:
        return [], ""
    area, words = _area(located, units)
    found = []
    for kind in {p.kind for p in planned}:
        day = max(p.as_of for p in planned if p.kind == kind).isoformat()
        known = Organization.objects.of_kind(kind).filter(area).registered()
        known = known.exclude(established_on__gt=day).exclude(registered_on__gt=day)
        found += [pk for pk in known.order_by("sort_key", "pk").values_list("pk", flat=True) if pk not in named]
    return found, words


def _area(located, units):
    districts = {unit.parent for unit in located}
    if len(districts) == 1 and (district := districts.pop()) and district.level == 2:
        return Q(unit_then__parent=district), f"{district}"
    communes = {units.current(unit).pk for unit in located}
    if len(communes) * 2 >= sum(unit.level == 3 and unit.valid_to is None for unit in units.units):
        return Q(), "cả tỉnh"
    return Q(unit_now__in=communes), f"{len(communes)} xã, phường có trong tệp"
