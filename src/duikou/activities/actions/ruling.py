"""What is ruled about a body: proposed with its reason, heard where it goes against the body, decided by a second
person, done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from duikou.activities import signals
from duikou.activities import title_rules as rules
from duikou.activities.models import Candidacy, Finding, Review, Ruling
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.directory.actions import decisions
from duikou.directory.models import Decision
from duikou.journal import actions as journal

KIND = "title"
State, What = Ruling.State, Ruling.What


def about(ruling: Ruling) -> str:
    """What a decision about a ruling is about."""
    return f"ruling:{ruling.public_id}"


def serious_open(review: Review) -> int:
    """How many serious findings of a review are not put right."""
    mine = Finding.objects.filter(visit__review=review, severity=Finding.Severity.SERIOUS)
    return mine.filter(state__in=(Finding.State.OPEN, Finding.State.MENDED)).count()


@transaction.atomic
def propose_ruling(
    *,
    review: Review,
    what: str,
    on: date,
    reason: Mapping[str, str] | str,
    document: Mapping[str, str] | str,
    by: Actor,
) -> Ruling:
    """Propose what is ruled, with its reason, by which document and from which day (of the city). What goes for a body
    is asked of a second person at once; what goes against it, the body is heard about first. Raises rules.Refused: a
    title without a visit, or with something serious not put right; while another ruling is on its way."""
    present = Review.objects.select_for_update().select_related("candidacy__programme").get(pk=review.pk)
    if no := rules.may_rule(present, what, serious_open=serious_open(present)):
        raise rules.Refused(no)
    said = translated(reason)
    if not said:
        raise rules.Refused(rules.Refusal.NO_REASON)
    now = clock.now()
    heard = what in rules.AGAINST
    try:
        with transaction.atomic():
            ruling = Ruling.objects.create(
                review=present,
                what=what,
                state=State.HEARING if heard else State.PROPOSED,
                on=on,
                reason=said,
                document=translated(document),
                answer_by=timezone.localdate(now) + rules.HEARD_FOR if heard else None,
                created_at=now,
            )
    except IntegrityError:
        raise rules.Refused(rules.Refusal.RULED_ON_ALREADY) from None
    journal.record(what="ruling.proposed", which=about(ruling), by=by, ruled=what)
    if not heard:
        _ask(ruling, by)
    return ruling


@transaction.atomic
def answer_ruling(*, ruling: Ruling, answer: str, by: Actor) -> Ruling:
    """Keep what the body answers to what is to be ruled against it. Raises rules.Refused the second time, and when its
    time is over."""
    now = clock.now()
    if no := rules.may_answer(ruling, today=timezone.localdate(now)):
        raise rules.Refused(no)
    mine = Ruling.objects.filter(pk=ruling.pk, state=State.HEARING, answered_at=None)
    if not mine.update(answer=answer, answered_at=now):
        raise rules.Refused(rules.Refusal.CHANGED)
    ruling.refresh_from_db()
    journal.record(what="ruling.answered", which=about(ruling), by=by)
    return ruling


@transaction.atomic
def ask_second_person(*, ruling: Ruling, by: Actor) -> None:
    """Ask a second person to decide: after the hearing, or again when the last decision came to nothing. Raises
    rules.Refused while the body can still answer, and decisions.NotPossible while it is asked already."""
    present = Ruling.objects.select_for_update().get(pk=ruling.pk)
    today = timezone.localdate(clock.now())
    if present.state not in (State.HEARING, State.PROPOSED):
        raise rules.Refused(rules.Refusal.CHANGED)
    if no := rules.may_close_hearing(present, today=today):
        raise rules.Refused(no)
    Ruling.objects.filter(pk=present.pk).update(state=State.PROPOSED)
    ruling.refresh_from_db()
    _ask(ruling, by)


@transaction.atomic
def drop_ruling(*, ruling: Ruling, by: Actor) -> None:
    """Let a ruling go before it is made; a decision that waits for it comes to nothing. Raises rules.Refused when it is
    made."""
    mine = Ruling.objects.filter(pk=ruling.pk, state__in=(State.HEARING, State.PROPOSED))
    if not mine.update(state=State.DROPPED):
        raise rules.Refused(rules.Refusal.CHANGED)
    ruling.refresh_from_db()
    journal.record(what="ruling.dropped", which=about(ruling), by=by)


@transaction.atomic
def make_ruling(*, ruling: Ruling, by: Actor) -> Candidacy:
    """Do what a second person has agreed to: give, keep, refuse or withdraw the title, and settle the review. Raises
    rules.Refused when it is done or dropped, or cannot be done any more."""
    if not Ruling.objects.filter(pk=ruling.pk, state=State.PROPOSED).update(state=State.DONE, ruled_at=clock.now()):
        raise rules.Refused(rules.Refusal.CHANGED)
    ruling.refresh_from_db()
    review = Review.objects.select_related("candidacy__programme").get(pk=ruling.review_id)
    if no := rules.may_rule(review, ruling.what, serious_open=serious_open(review)):
        raise rules.Refused(no)
    candidacy = review.candidacy
    candidacy.state = rules.BECOMES[ruling.what]
    if ruling.what == What.DESIGNATE:
        candidacy.designated_on = ruling.on
    if ruling.what in (What.DESIGNATE, What.CONFIRM):
        candidacy.examine_by = rules.examine_by(ruling.on, candidacy.programme.examined_every)
    else:
        candidacy.examine_by = None
    candidacy.save(update_fields=("state", "designated_on", "examine_by"))
    Review.objects.filter(pk=review.pk).update(state=Review.State.SETTLED, settled_at=clock.now())
    journal.record(what="ruling.made", which=f"candidacy:{candidacy.public_id}", by=by, ruled=ruling.what)
    signals.send_title(candidacy.pk)
    return candidacy


def _ask(ruling: Ruling, by: Actor) -> Decision:
    organiser = ruling.review.candidacy.programme.organiser
    details = {"ruling": str(ruling.public_id)}
    return decisions.ask(
        kind=KIND, about=about(ruling), details=details, organisation=organiser, area=organiser.area, by=by
    )
