"""Which articles and documents name an organisation, by the phrase that its name is in the search index."""

from cooperatives.imports.matching import GENERIC
from cooperatives.imports.names import name_key, type_of
from kttt.searching.engines import engine
from kttt.searching.language import Alternative, Term, canonical
from kttt.searching.sources import all_sources

KINDS = ("article", "document")
SHOWN = 5  # of each kind
_LOOKED_AT = 20  # of each kind: the newest, of which the public may not see all
# Words of a name without its type, from which on they mean nothing else ("chè Hoa Ban" may be any tea).
_TELLING = 4


def names_of(name):
    """The phrases by which texts name an organisation, as the index holds words; [] where they would mean many.

    >>> names_of("HTX Mật ong rừng Hoa Ban")
    ['hop tac xa mat ong rung hoa ban', 'mat ong rung hoa ban']
    >>> names_of("HTX Hoa Ban"), names_of("HTX Dịch vụ tổng hợp")
    (['hop tac xa hoa ban'], [])
    """
    whole = canonical(name)
    key = name_key(name)
    # A name that is nothing but a type is its own key.
    own = [] if type_of(key) else [word for word in key.split() if word not in GENERIC]
    if not own or not type_of(name):
        return [whole] if len(own) > 1 else []
    for beginning in ("lien hiep hop tac xa", "hop tac xa", "to hop tac", "quy tin dung nhan dan", "quy tin dung"):
        rest = whole.removeprefix(f"{beginning} ")
        if rest != whole:
            return [whole, rest] if len(rest.split()) >= _TELLING and len(own) > 1 else [whole]
    return [whole]


def naming(organization):
    """[(kind's heading, [(thing, notes)])] of published things that name `organization`, the newest SHOWN of each kind.

    One look into the index and one query, with what its lists need, for each kind that has any.
    """
    groups = [(Term((Alternative(tuple(phrase.split())),), fixed=True),) for phrase in names_of(organization.name)]
    if not groups:
        return []
    candidates = engine().matches(groups, KINDS, _LOOKED_AT, newest=True)
    found = []
    for kind in KINDS:
        source = all_sources()[kind]
        ids = [candidate.object_id for candidate in candidates if candidate.kind == kind]
        rows = {thing.pk: thing for thing in source.published().filter(pk__in=ids)} if ids else {}
        things = [rows[pk] for pk in ids if pk in rows][:SHOWN]
        if things:
            found.append(
                (source.heading, [(thing, [note for note in source.notes(thing) if note]) for thing in things])
            )
    return found
