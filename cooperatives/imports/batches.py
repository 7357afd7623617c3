"""The life of a file in the admin: sent, read, answered, approved, taken back. The background worker does the work.

A batch's own state is the queue's truth: each task looks at it again, so that one which is run twice, or runs late, or
was killed midway does no harm. Work that nobody has touched for a while is taken up anew (`resume_stalled`).
"""

import hashlib
import logging
import time
from datetime import timedelta
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django_tasks import task

from cooperatives.imports import committing
from cooperatives.imports.names import name_key
from cooperatives.imports.options import Options
from cooperatives.imports.planning import NEW, UNCHANGED
from cooperatives.imports.previewing import store_preview
from cooperatives.imports.running import describe, look, take
from cooperatives.models import Distinction, ImportBatch
from kttt.searching import refreshing

logger = logging.getLogger(__name__)

STALLED = timedelta(minutes=1)
_FAILED = (
    "Có lỗi ngoài dự kiến nên chưa làm được; sổ vẫn như cũ. Hãy thử lại, nếu vẫn lỗi thì báo người phụ trách kỹ thuật."
)
State = ImportBatch.State


def submit(data: bytes, name: str, user, options: Options) -> ImportBatch:
    """Keeps a file that was sent and has it read."""
    batch = ImportBatch(
        name=name[:250], digest=hashlib.sha256(data).hexdigest(), created_by=user, options=options.as_json(),
        touched_at=timezone.now(),
    )  # fmt: skip
    batch.file.save(f"{Path(name).stem[:60]}{Path(name).suffix[:10]}", ContentFile(data), save=False)
    batch.save()
    _hand_over(batch)
    return batch


def read_again(batch, options: Options):
    """Has the file read with what the clerk has said of it by now. Gives False when it is not the time for it."""
    return _move(batch, (State.PREVIEW, State.UNREADABLE), State.READING, options=options.as_json())


def approve(batch, user):
    """Has the file taken into the registry. Gives False when it is not the time for it."""
    return _move(batch, (State.PREVIEW,), State.APPLYING, applied_by=user)


def take_back(batch):
    """Has an import undone. Gives False when it is not the time for it."""
    return _move(batch, (State.APPLIED,), State.UNDOING)


def discard(batch):
    """Throws away a file that nothing was taken from. Gives False when something was, or work goes on."""
    with transaction.atomic():
        gone, _ = ImportBatch.objects.filter(pk=batch.pk, state__in=(State.PREVIEW, State.UNREADABLE)).delete()
        if gone:
            transaction.on_commit(lambda: batch.file.delete(save=False))
    return bool(gone)


def _move(batch, sources, target, **values):
    """Changes the state only from one of `sources`, so that of two clicks one counts."""
    moved = ImportBatch.objects.filter(pk=batch.pk, state__in=sources).update(
        state=target, notice="", step="", done=0, total=0, touched_at=timezone.now(), **values
    )
    if moved:
        _hand_over(batch)
    return bool(moved)


def _hand_over(batch):
    transaction.on_commit(lambda: work_on.enqueue(batch.pk))


def resume_stalled():
    """Takes up the work of a process that is gone: batches in work that nobody has touched for a minute."""
    stalled = ImportBatch.objects.filter(state__in=ImportBatch.WORKING, touched_at__lt=timezone.now() - STALLED)
    for pk in list(stalled.values_list("pk", flat=True)):
        if stalled.filter(pk=pk).update(touched_at=timezone.now(), step="Làm lại từ đầu"):
            work_on.enqueue(pk)


@task()
def work_on(batch_id):
    """Does what the state of a batch asks for: reads, writes or undoes it."""
    batch = ImportBatch.objects.defer("report").filter(pk=batch_id, state__in=ImportBatch.WORKING).first()
    if batch is None:
        return
    state = batch.state
    work, back_to = {
        State.READING: (_read, State.UNREADABLE),
        State.APPLYING: (_apply, State.PREVIEW),
        State.UNDOING: (_undo, State.APPLIED),
    }[state]
    try:
        work(batch, _Progress(batch))
    except (OperationalError, InterfaceError):
        raise  # the database's trouble passes; the batch is then taken up again
    except committing.NotWaitingError:
        logger.info("Lần nhập tệp %s đã được xử lý ở nơi khác.", batch.pk)
    except Exception:
        logger.exception("Không xử lý được lần nhập tệp %s.", batch.pk)
        ImportBatch.objects.filter(pk=batch.pk, state=state).update(state=back_to, notice=_FAILED)
    else:
        refreshing.refresh_all()


class _Progress:
    """Writes how far the work is, at most twice a second."""

    def __init__(self, batch):
        self.pk, self.step, self.at = batch.pk, None, 0.0

    def __call__(self, step, done=0, total=0):
        now = time.monotonic()
        if step == self.step and now - self.at < 0.5:
            return
        self.step, self.at = step, now
        ImportBatch.objects.filter(pk=self.pk).update(step=step, done=done, total=total, touched_at=timezone.now())


def _data(batch):
    with batch.file.open("rb") as file:
        return file.read()


def _read(batch, tell):
    options = Options.from_json(batch.options)
    outcome = look(_data(batch), batch.name, options, tell)
    tell("Chuẩn bị bản xem trước", 0, 0)
    describe(batch, outcome, options)
    readable = outcome.plan is not None and bool(outcome.plan.reading.sheets)
    batch.state = State.PREVIEW if readable else State.UNREADABLE
    store_preview(batch, outcome)


def _apply(batch, tell):
    options = Options.from_json(batch.options)
    outcome = take(_data(batch), batch.name, options, batch.applied_by, batch, tell)
    if outcome.batch is None:
        describe(batch, outcome, options)
        batch.notice = outcome.problem or " ".join(question.message for question in outcome.questions)
        with transaction.atomic():
            committing.insist(batch, State.APPLYING)
            batch.state = State.PREVIEW
            batch.save()
        return
    Distinction.objects.bulk_create(
        [
            Distinction(
                organization_id=candidate.pk, name_key=name_key(planned.facts["name"])[:300], said_by=batch.applied_by,
                name=planned.facts["name"], unit_key=planned.facts.get("commune") or "",
            )
            for planned in outcome.plan.rows
            if planned.result == NEW and planned.decision == 0
            for candidate in planned.candidates
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    batch.rows.filter(result__in=(NEW, UNCHANGED), warned=False, noted=False).delete()


def _undo(batch, tell):
    tell("Trả lại như trước khi nhập", 0, 0)
    kept = committing.undo(batch)
    ImportBatch.objects.filter(pk=batch.pk).update(notice="\n".join(kept[:200]))
