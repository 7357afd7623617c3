"""Two rows of a list (types, bodies, fields) that are the same become one."""

from django.db import IntegrityError, transaction

from documents.naming import written


class CannotMerge(Exception):  # noqa: N818 - the domain's word; its text is a sentence for the clerk
    """Both rows have what only one may have; `str()` says so in Vietnamese."""


def merge(kept, others):
    """Gives all that `others` have to `kept`, which is also called as they were, and deletes them.

    Raises CannotMerge, and then nothing is changed.
    """
    names = written(kept)
    try:
        with transaction.atomic():
            for other in others:
                names += [name for name in written(other) if name not in names]
                if not getattr(kept, "abbreviation", True):
                    kept.abbreviation = other.abbreviation
                if getattr(kept, "successor", None) == other:
                    kept.successor = None
                kept.save()
                _hand_over(other, kept)
                other.delete()
            own = {kept.name, getattr(kept, "abbreviation", "")}
            kept.other_names = "\n".join(name for name in names if name not in own)
            kept.save()
    except IntegrityError:
        raise CannotMerge(
            f"“{kept.name}” và mục gộp vào có văn bản trùng số và ngày ban hành: hãy xử lý hai văn bản đó trước, "
            "rồi gộp lại."
        ) from None


def _hand_over(other, kept):
    # Also what names the row without a way back (related_name="+").
    for relation in other._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.related_model._meta.auto_created:
            continue
        rows = relation.related_model._default_manager.filter(**{relation.field.name: other})
        if relation.many_to_many:
            for row in rows:
                getattr(row, relation.field.name).add(kept)
        else:
            rows.update(**{relation.field.name: kept})
