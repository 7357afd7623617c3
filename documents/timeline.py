"""What has become of a document: day by day (lịch sử hiệu lực), and in one sentence where it is not in force."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils import timezone

from documents.connections import Connection
from documents.models import Document, Relation

Verb, Status = Relation.Verb, Document.Status
ENDED, PARTLY_ENDED, SUSPENDED = "Hết hiệu lực toàn bộ", "Hết hiệu lực một phần", "Ngưng hiệu lực"
_TOLD = {Verb.AMENDS, Verb.CORRECTS, *Relation.ENDING, *Relation.SUSPENDING}


@dataclass(frozen=True)
class Event:
    """What happened on a day: `said`, `by` what (a verb's inverse in small letters), which document did it."""

    day: date
    said: str
    by: str = ""
    connection: Connection | None = None

    @property
    def ahead(self):
        """Whether the day is still to come."""
        return self.day > timezone.localdate()


def timeline(document, groups):
    """[Event] of a document with its `connections.connections_of`, oldest first."""
    events = [
        Event(day, said)
        for day, said in ((document.issued_on, "Ban hành"), (document.effective_on, "Có hiệu lực"))
        if day
    ]
    for group in groups:
        if not group.incoming or group.verb not in _TOLD:
            continue
        by = group.label[0].lower() + group.label[1:]
        for connection in group.connections:
            if connection.since:
                events.append(Event(connection.since, _said(group, connection), by, connection))
                if group.verb in Relation.SUSPENDING and connection.until and connection.until < date.max:
                    events.append(Event(connection.until + timedelta(days=1), f"Hết thời gian {SUSPENDED.lower()}"))
    # Days that no document shown here brought; an amendment, which says nothing more, ends a part.
    told = {(event.day, event.said or PARTLY_ENDED) for event in events}
    days = {ENDED: document.out_of_force_on, PARTLY_ENDED: document.partly_ended_on, SUSPENDED: document.suspended_on}
    events += [Event(day, said) for said, day in days.items() if day and (day, said) not in told]
    return sorted(events, key=lambda event: event.day)


def _said(group, connection):
    if group.verb in Relation.ENDING:
        return PARTLY_ENDED if connection.passage else ENDED
    if group.verb in Relation.SUSPENDING:
        return f"{SUSPENDED} một phần" if connection.passage else SUSPENDED
    return ""


@dataclass(frozen=True)
class Notice:
    """That a document is not wholly in force: `said`, until when, and [(by what, [Connection])] that made it so."""

    said: str
    day: date | None
    until: date | None
    causes: list


def notice(document, groups, on=None):
    """The Notice of a document on the day `on` (default today), None while it is in force or nothing is known."""
    on = on or timezone.localdate()
    status = document.status(on)
    if document.status_override:
        outside = {Status.NOT_YET, Status.PARTLY, Status.EXPIRED, Status.SUSPENDED, Status.UNFIT}
        return Notice(status.label.lower(), None, None, []) if status in outside else None
    causes = {
        Status.EXPIRED: (Relation.ENDING, document.out_of_force_on, "hết hiệu lực"),
        Status.PARTLY: ((*Relation.ENDING, Verb.AMENDS), document.partly_ended_on, "hết hiệu lực một phần"),
        Status.SUSPENDED: (Relation.SUSPENDING, document.suspended_on, "ngưng hiệu lực"),
        Status.NOT_YET: ((), document.effective_on, "chưa có hiệu lực, có hiệu lực"),
    }
    if status not in causes:
        return None
    verbs, day, said = causes[status]
    until = document.resumed_on and document.resumed_on - timedelta(days=1) if status == Status.SUSPENDED else None
    named = []
    for group in groups:
        if group.incoming and group.verb in verbs:
            partly = group.verb == Verb.AMENDS
            meant = [
                replace(c, passage=c.passage if status == Status.PARTLY else "")
                for c in group.connections
                if c.since and c.since <= on and (partly or bool(c.passage) == (status == Status.PARTLY))
            ]
            if meant:
                named.append((group.label[0].lower() + group.label[1:], meant))
    return Notice(said, day, until, named)
