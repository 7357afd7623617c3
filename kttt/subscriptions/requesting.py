"""The steps of a subscription: asked for, confirmed by the address' owner, ended. Nobody learns who follows."""

from datetime import timedelta

from django.core.signing import BadSignature, Signer, TimestampSigner
from django.db import transaction
from django.utils import timezone

from kttt.mailing import queue
from kttt.subscriptions.digests import next_morning
from kttt.subscriptions.letters import CONFIRM
from kttt.subscriptions.models import Subscriber, Subscription

CONFIRM_DAYS = 3
# What may wait for one address at once: whoever types another one's address cannot fill its box.
MOST_UNCONFIRMED = 3
MOST_FOLLOWED = 20
ASKED_AGAIN = timedelta(days=1)


@transaction.atomic
def ask(email, kind, parameters, site):
    """Remembers that somebody wants to follow `kind` under this address, and has its owner asked by mail.

    Does nothing for what is already followed, was asked for within a day, or is too much; says nothing of it either.
    """
    subscriber, _made = Subscriber.objects.get_or_create(email=email.lower(), defaults={"site": site})
    wanted = subscriber.subscriptions.filter(kind=kind, parameters=parameters).first()
    if wanted is None:
        known = subscriber.subscriptions.count()
        if known >= MOST_FOLLOWED or subscriber.subscriptions.filter(confirmed_at=None).count() >= MOST_UNCONFIRMED:
            return
        wanted = subscriber.subscriptions.create(kind=kind, parameters=parameters)
    now = timezone.now()
    if wanted.confirmed_at is None and (wanted.asked_at is None or wanted.asked_at < now - ASKED_AGAIN):
        wanted.asked_at = now
        wanted.save()
        queue.put(CONFIRM, wanted.pk, site)


def to_confirm(token):
    """The Subscription that a link asks to confirm; None where the link is false, too old or its row is gone."""
    try:
        said = TimestampSigner(salt="subscriptions.confirm").unsign(token, max_age=timedelta(days=CONFIRM_DAYS))
    except BadSignature:
        return None
    pk, _dot, key = said.partition(".")
    return Subscription.objects.select_related("subscriber").filter(pk=pk, subscriber__key=key).first()


@transaction.atomic
def confirm(subscription):
    """Starts the news; once more is harmless."""
    now, subscriber = timezone.now(), subscription.subscriber
    if subscription.confirmed_at is None:
        subscription.confirmed_at = now
        subscription.save()
    if subscriber.due_at is None:
        subscriber.told_until, subscriber.due_at = now, next_morning(now)
        subscriber.save()


def to_leave(token):
    """The Subscriber whose link for leaving this is, good for ever; None where it is false or the row is gone."""
    try:
        said = Signer(salt="subscriptions.leave").unsign(token)
    except BadSignature:
        return None
    pk, _dot, key = said.partition(".")
    return Subscriber.objects.filter(pk=pk, key=key).first()


@transaction.atomic
def leave(subscriber, subscription=None):
    """Ends one subscription (its id), or all of them; the address goes with the last one."""
    if subscription is not None:
        subscriber.subscriptions.filter(pk=subscription).delete()
    if subscription is None or not subscriber.subscriptions.exists():
        subscriber.delete()


@transaction.atomic
def forget_unconfirmed():
    """Deletes what nobody confirmed within CONFIRM_DAYS, and addresses that follow nothing."""
    Subscription.objects.filter(
        confirmed_at=None, created_at__lt=timezone.now() - timedelta(days=CONFIRM_DAYS)
    ).delete()
    Subscriber.objects.filter(subscriptions=None).delete()
