"""What relations lead to: which stored document a number means, and the days on which documents end or are suspended.

Both are stored, for lists and counts. Every write of documents and relations calls `documents_changed` or
`relations_changed` in its own transaction; `rebuild_validity` tells whether one was ever missed.

A relation counts once its document is published, whatever the time set for showing it: what a law does, it does from
its own day, not from the day on which a clerk puts it on the site. Drafts, withdrawn and internal documents change
nothing, and a document that ended another does so for good, though it was ended itself.
"""

from collections import defaultdict
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models.functions import Coalesce

# Models call this module when they are written, so it looks them up only then.
from documents import models
from kttt.publishing import State

BATCH = 500  # ids in one statement


class Days(NamedTuple):
    """The first days on which relations end a document, in part or whole, suspend it and let it apply again."""

    ended_on: date | None = None
    partly_ended_on: date | None = None
    suspended_on: date | None = None
    resumed_on: date | None = None


def days_of(effects):
    """The Days that follow from `effects`, an iterable of (verb, passage, first day, last day or None).

    The law (Luật Ban hành văn bản quy phạm pháp luật 2015, Điều 153, 154): what is replaced, repealed or amended is no
    longer in force; a passage, or an amendment, ends a part only. A stayed or suspended passage leaves the rest as it
    is. Of several suspensions that do not touch each other the last one is told.
    """
    verbs = models.Relation.Verb
    whole, part, suspended = [], [], []
    for verb, passage, first, last in effects:
        if verb == verbs.AMENDS or (verb in models.Relation.ENDING and passage):
            part.append(first)
        elif verb in models.Relation.ENDING:
            whole.append(first)
        elif verb in models.Relation.SUSPENDING and not passage:
            suspended.append((first, last + timedelta(days=1) if last and last < date.max else None))
    from_day, to_day = None, None
    for first, end in sorted(suspended, key=lambda days: (days[0], days[1] or date.max)):
        if from_day is None or (to_day and first > to_day):
            from_day, to_day = first, end
        elif to_day:
            to_day = end and max(to_day, end)
    return Days(min(whole, default=None), min(part, default=None), from_day, to_day)


def rebuild(document_ids):
    """Computes the days of these documents anew; gives {id: Days} of those that were wrong. In a transaction.

    They stay locked until it ends, so that of two writers the second counts what the first did.
    """
    wrong = {}
    for ids in batches(document_ids):
        stored = models.Document._base_manager.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
        stored = {pk: Days(*days) for pk, *days in stored.values_list("pk", *Days._fields)}
        effects = defaultdict(list)
        rows = models.Relation._base_manager.filter(
            target__in=ids, verb__in=models.Relation.ACTING, source__state=State.PUBLISHED, source__internal=False
        ).annotate(first=Coalesce("effective_on", "source__effective_on"))
        for target, *effect in rows.exclude(first=None).values_list("target", "verb", "passage", "first", "until"):
            effects[target].append(effect)
        for pk, days in stored.items():
            if (computed := days_of(effects[pk])) != days:
                wrong[pk] = computed
                models.Document._base_manager.filter(pk=pk).update(**computed._asdict())
    return wrong


def meant(bearers, source_id):
    """The id of the one document that a number can mean in the document `source_id`, of `bearers`' ids; else None."""
    others = [pk for pk in bearers if pk != source_id]
    return others[0] if len(others) == 1 else None


def bearers_of(keys):
    """{key: [ids of the documents with this number]}."""
    found = defaultdict(list)
    for some in batches(keys):
        rows = models.Document._base_manager.filter(number_key__in=some)
        for key, pk in rows.order_by("pk").values_list("number_key", "pk"):
            found[key].append(pk)
    return found


def link(parts):
    """Leads relations to the documents that their numbers mean; gives the ids of documents won or lost.

    `parts`: querysets of relations. A relation that says the same as another then is deleted.
    """
    rows = [
        row
        for part in parts
        for row in part.exclude(target_key="").order_by("pk")
        .values_list("pk", "source_id", "verb", "passage", "target_key", "target_id")
    ]  # fmt: skip
    bearers, wrong, touched = bearers_of({row[4] for row in rows}), [], set()
    for *row, target in rows:
        wanted = meant(bearers[row[4]], row[1])
        if wanted != target:
            wrong.append((row, wanted))
            touched |= {wanted, target} - {None}
            if target:  # all let go before any takes hold: numbers may have been exchanged
                _lead(*row, None)
    for row, wanted in wrong:
        if wanted:
            _lead(*row, wanted)
    return touched


def _lead(pk, source, verb, passage, key, target, **also):
    """Leads one relation to `target`; deletes it where its source says so already."""
    twins = models.Relation._base_manager.filter(source=source, verb=verb, passage=passage, target=target)
    twins = twins.exclude(pk=pk) if target else twins.exclude(pk=pk).filter(target_key=key)
    relation = models.Relation._base_manager.filter(pk=pk)
    relation.delete() if twins.exists() else relation.update(target=target, **also)


def documents_changed(ids, keys=(), targets=()):
    """After documents were written: links numbers, computes days; gives what `rebuild` gives.

    `ids`: of the documents; `keys`: number keys that they had or have; `targets`: what they acted upon before.
    """
    touched = {*ids, *targets}
    touched |= link(models.Relation._base_manager.filter(target_key__in=some) for some in batches(keys))
    for some in batches(ids):
        acting = models.Relation._base_manager.filter(source__in=some, verb__in=models.Relation.ACTING)
        touched.update(acting.exclude(target=None).values_list("target", flat=True))
    return rebuild(touched)


def relations_changed(source_ids, targets=()):
    """After relations of `source_ids` were written, which led to `targets` before."""
    touched = set(targets)
    parts = [models.Relation._base_manager.filter(source__in=some) for some in batches(source_ids)]
    touched |= link(parts)
    for part in parts:
        touched.update(part.exclude(target=None).values_list("target", flat=True))
    rebuild(touched)


def leave_numbers(ids):
    """Before documents are deleted: relations to them keep their numbers; gives (keys, targets) for after it."""
    keys, targets = set(), set()
    for some in batches(ids):
        leaving = models.Document._base_manager.filter(pk__in=some)
        keys.update(leaving.values_list("number_key", flat=True))
        acting = models.Relation._base_manager.filter(source__in=some).exclude(target=None)
        targets.update(acting.values_list("target", flat=True))
        for relation in models.Relation._base_manager.filter(target__in=some).select_related("target").order_by("pk"):
            number = relation.target_number or relation.target.number
            key = relation.target_key or relation.target.number_key
            _lead(
                relation.pk, relation.source_id, relation.verb, relation.passage, key, None,
                target_number=number, target_key=key,
            )  # fmt: skip
    return keys, targets - set(ids)


def rebuild_all():
    """Links every number and computes every day anew; gives how many relations and documents were wrong."""
    relations = models.Relation._base_manager
    before = set(relations.values_list("pk", "target"))
    link([relations.all()])
    lost_or_won = {pk for pk, _target in before ^ set(relations.values_list("pk", "target"))}
    return len(lost_or_won), len(rebuild(models.Document._base_manager.values_list("pk", flat=True)))


def batches(ids):
    """Sorted parts of `ids` for one statement each."""
    ids = sorted(set(ids))
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
