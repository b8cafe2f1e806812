"""Writing down what model communities are given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction

from duikou.activities.models import Candidacy, Support, SupportPromise
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.directory.models import Organisation
from duikou.journal import actions as journal


@transaction.atomic
def note_support(
    *,
    candidacy: Candidacy,
    kind: str,
    day: date,
    text: Mapping[str, str] | str,
    by: Actor,
    with_body: Organisation | None = None,
) -> Support:
    """Write down an exchange visit or guidance on site, on a day of the city; `with_body` is where it went, or who
    guided."""
    made = Support.objects.create(candidacy=candidacy, kind=kind, day=day, text=translated(text), with_body=with_body)
    journal.record(what="support.noted", which=f"candidacy:{candidacy.public_id}", by=by, kind=kind)
    return made


@transaction.atomic
def promise_support(
    *,
    candidacy: Candidacy,
    amount: Decimal,
    day: date,
    what_for: Mapping[str, str] | str,
    by: Actor,
    currency: str = "CNY",
) -> SupportPromise:
    """Write down a promise of money, in a currency (ISO 4217 code). It is no payment: a ledger accounts for it. Raises
    django.db.IntegrityError for nothing or less."""
    made = SupportPromise.objects.create(
        candidacy=candidacy, amount=amount, currency=currency, day=day, what_for=translated(what_for)
    )
    journal.record(what="support.promised", which=made.reference, by=by, amount=str(amount), currency=currency)
    return made


@transaction.atomic
def take_promise_back(*, promise: SupportPromise, by: Actor) -> None:
    """Take a promise back; it stays to be read. A second time changes nothing."""
    if SupportPromise.objects.filter(pk=promise.pk, taken_back_at=None).update(taken_back_at=clock.now()):
        journal.record(what="support.taken_back", which=promise.reference, by=by)
