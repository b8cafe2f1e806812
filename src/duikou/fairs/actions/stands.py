"""Writing stands: asked for by an employer, approved or declined by the office, given their times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import actions as booking
from duikou.booking.models import Resource, Slot
from duikou.directory.actions import accounts, addresses, organisations
from duikou.directory.models import Account, Grant, Organisation
from duikou.fairs import rules, signals
from duikou.fairs.models import Fair, Post, Stand
from duikou.fairs.queries.stands import employers_without_stand
from duikou.fairs.timetable import Time, times_of_stand
from duikou.journal import actions as journal

TIMES = ("tables", "interview_minutes", "break_minutes", "stagger_minutes", "lunch_from", "lunch_until", "kept")


@dataclass(frozen=True, slots=True)
class Made:
    """What making times did: how many are new, how many are gone, and the old ones that stay, being booked."""

    new: int
    gone: int
    stayed: tuple[Slot, ...]


class OrganisationKnown(ValueError):
    """The organisation is registered already: only its own people or the office can let somebody in."""


@transaction.atomic
def sign_up(
    *,
    fair: Fair,
    name: str,
    uscc: str,
    username: str,
    password: str,
    language: str = "",
    wishes: Mapping[str, Any],
    by: Actor,
) -> tuple[Stand, Account]:
    """A new employer, pending until the office approves it, with an account that signs in by `username` (an e-mail
    address, to which six digits go that confirm it) and a stand asked for. Raises OrganisationKnown (nobody takes over
    an organisation by knowing its code or name), directory's UsernameTaken, BadCode and TooOften, rules.Refused."""
    employer, new = organisations.add_organisation(
        name=name, uscc=uscc, kind=Organisation.Kind.EMPLOYER, state=Organisation.State.PENDING, by=by
    )
    if not new:
        raise OrganisationKnown
    account = accounts.add_account(username=username, display_name=name, password=password, language=language, by=by)
    accounts.grant_role(account=account, role=Grant.Role.EMPLOYER, organisation=employer, by=by)
    addresses.ask_for_address(account=account, email=username, by=by)
    return request_stand(fair=fair, employer=employer, wishes=wishes, by=by), account


@transaction.atomic
def request_stand(*, fair: Fair, employer: Organisation, wishes: Mapping[str, Any], by: Actor) -> Stand:
    """Ask for a stand with `wishes` by field name; the employer's stand at this fair if it has one already.
    One that was declined or withdrawn is asked for again. Raises rules.Refused when the fair is over."""
    refusal = rules.may_join(fair, now=clock.now())
    if refusal:
        raise rules.Refused(refusal)
    stand, new = Stand.objects.get_or_create(
        fair=fair, employer=employer, defaults={**wishes, "created_at": clock.now()}
    )
    again = stand.state in (Stand.State.DECLINED, Stand.State.WITHDRAWN)
    if again:
        for name, value in {**wishes, "state": Stand.State.REQUESTED, "why_declined": ""}.items():
            setattr(stand, name, value)
        stand.save()
    if new or again:
        _take_posts(stand)
        journal.record(what="stand.requested", which=f"stand:{stand.pk}", by=by)
    return stand


@transaction.atomic
def approve_stand(*, stand: Stand, by: Actor, number: int | None = None) -> Stand:
    """Give the stand `number` (the next free one by default), its times, and its employer the right to publish.
    Approving twice changes nothing. Raises rules.Refused when it was withdrawn or the fair is over."""
    stand = locked(stand)
    _refuse_unless_open(stand)
    if stand.state == Stand.State.APPROVED:
        return stand
    taken = Stand.objects.filter(fair=stand.fair).aggregate(most=Max("number"))["most"] or 0
    stand.state, stand.why_declined = Stand.State.APPROVED, ""
    stand.number = number or stand.number or taken + 1
    stand.save()
    stand.employer = organisations.decide_organisation(organisation=stand.employer, approve=True, by=by)
    if stand.resource is not None:
        booking.take_up_resource(stand.resource, by=by)
    make_slots(stand=stand, by=by)
    journal.record(what="stand.approved", which=f"stand:{stand.pk}", by=by, number=stand.number)
    tell_employer(stand, "stand_approved")
    return stand


@transaction.atomic
def decline_stand(*, stand: Stand, why: str, by: Actor) -> Stand:
    """Refuse the stand and say why. Raises rules.Refused when it is decided or the fair is over."""
    stand = locked(stand)
    _refuse_unless_open(stand)
    if stand.state != Stand.State.REQUESTED:
        raise rules.Refused(rules.Refusal.ALREADY_DECIDED)
    stand.state, stand.why_declined = Stand.State.DECLINED, why
    stand.save(update_fields=["state", "why_declined"])
    journal.record(what="stand.declined", which=f"stand:{stand.pk}", by=by)
    tell_employer(stand, "stand_declined")
    return stand


@transaction.atomic
def change_stand(*, stand: Stand, values: Mapping[str, Any], by: Actor) -> Made | None:
    """Change the stand; when its times change they are made anew, and what that did is returned."""
    if not rules.may_change(stand.fair):
        raise rules.Refused(rules.Refusal.FAIR_OVER)
    stand = locked(stand)
    number = values.get("number")
    if number and Stand.objects.filter(fair=stand.fair, number=number).exclude(pk=stand.pk).exists():
        raise rules.Refused(rules.Refusal.NUMBER_TAKEN)
    changed = [name for name, value in values.items() if getattr(stand, name) != value]
    for name in changed:
        setattr(stand, name, values[name])
    if not changed:
        return None
    stand.save(update_fields=changed)
    journal.record(what="stand.changed", which=f"stand:{stand.pk}", by=by, fields=sorted(changed))
    if "number" in changed and stand.resource:
        Resource.objects.filter(pk=stand.resource.pk).update(label=str(stand.number))
    if stand.state != Stand.State.APPROVED or not {*changed} & {*TIMES, "on_site", "online"}:
        return None
    return make_slots(stand=stand, by=by)


@transaction.atomic
def make_slots(*, stand: Stand, by: Actor) -> Made:
    """Make the stand's times afresh from its wishes. A booked time stays as it is (only its places follow), and no new
    time is made that would overlap it at the same tables; the others are withdrawn or laid anew."""
    if stand.resource is None:
        stand.resource = booking.add_resource(stand.fair.offer, label=str(stand.number or ""), by=by)
        stand.save(update_fields=["resource"])
    wanted = {time.starts_at: time for time in times_of_stand(stand)}
    # Locked, so that nobody books a time between our looking at it and taking it away.
    old = list(Slot.objects.select_for_update(no_key=True).filter(resource=stand.resource).order_by("pk"))
    booked = [slot for slot in old if slot.taken]
    stayed = [slot for slot in booked if not _follows(slot, wanted.get(slot.starts_at), stand, by)]
    for slot in booked:
        wanted = {at: one for at, one in wanted.items() if one.ends_at <= slot.starts_at or at >= slot.ends_at}
    same = [slot.starts_at for slot in old if _is_same(slot, wanted.get(slot.starts_at), stand)]
    idle = [slot for slot in old if not slot.taken and not slot.withdrawn and slot.starts_at not in same]
    gone = [slot for slot in idle if slot.starts_at not in wanted]
    booking.withdraw_slots(idle, by=by)
    new = [(one.starts_at, one.ends_at) for at, one in wanted.items() if at not in same]
    booking.lay_slots(
        stand.resource,
        times=new,
        capacity=stand.tables,
        kept=stand.kept,
        on_site=stand.on_site,
        online=stand.online,
        by=by,
    )
    journal.record(
        what="stand.times_made", which=f"stand:{stand.pk}", by=by, new=len(new), gone=len(gone), stayed=len(stayed)
    )
    return Made(new=len(new), gone=len(gone), stayed=tuple(stayed))


def make_all_slots(*, fair: Fair, by: Actor) -> Made:
    """Make the times of every approved stand anew, after the fair's hours changed; each stand in a transaction of its
    own. Gives the sums. Raises rules.Refused when the fair is over."""
    if not rules.may_change(fair):
        raise rules.Refused(rules.Refusal.FAIR_OVER)
    approved = Stand.objects.filter(fair=fair, state=Stand.State.APPROVED).select_related("fair__offer", "resource")
    made = [make_slots(stand=stand, by=by) for stand in approved]
    return Made(
        new=sum(one.new for one in made),
        gone=sum(one.gone for one in made),
        stayed=tuple(slot for one in made for slot in one.stayed),
    )


def give_stands(*, fair: Fair, wishes: Mapping[str, Any], by: Actor, most: int = 100) -> int:
    """Give an approved stand to employers that have posts at the fair but no stand, as after an import; to `most` of
    them at a time, those with most posts first, each in a transaction of its own. Gives how many got one."""
    given = 0
    for employer in employers_without_stand(fair)[:most]:
        with transaction.atomic():
            approve_stand(stand=request_stand(fair=fair, employer=employer, wishes=wishes, by=by), by=by)
        given += 1
    return given


@transaction.atomic
def say_here(*, stand: Stand, by: Actor) -> Stand:
    """Note that the employer's people are at their tables; saying it again changes nothing."""
    if stand.here_at is None:
        stand.here_at = clock.now()
        stand.save(update_fields=["here_at"])
        journal.record(what="stand.here", which=f"stand:{stand.pk}", by=by)
    return stand


def _take_posts(stand: Stand) -> None:
    loose = Post.objects.filter(fair=stand.fair, employer=stand.employer, stand=None)
    ids = list(loose.values_list("pk", flat=True))
    if ids:
        Post.objects.filter(pk__in=ids).update(stand=stand)
        signals.posts_changed.send(sender=Post, post_ids=ids)


def locked(stand: Stand) -> Stand:
    """The stand as it is now, its fair locked, so that two of the office cannot give one number twice."""
    fair = Fair.objects.select_for_update(no_key=True).get(pk=stand.fair_id)
    now = Stand.objects.select_related("employer", "resource").get(pk=stand.pk)
    now.fair = fair
    return now


def _refuse_unless_open(stand: Stand) -> None:
    refusal = rules.may_decide(stand) if rules.may_change(stand.fair) else rules.Refusal.FAIR_OVER
    if refusal:
        raise rules.Refused(refusal)


def _is_same(slot: Slot, time: Time | None, stand: Stand) -> bool:
    return (
        time is not None
        and not slot.withdrawn
        and (slot.ends_at, slot.capacity, slot.kept) == (time.ends_at, time.places, min(stand.kept, time.places))
        and (slot.on_site, slot.online) == (stand.on_site, stand.online)
    )


def _follows(slot: Slot, time: Time | None, stand: Stand, by: Actor) -> bool:
    """Whether a booked slot is what the stand wishes now; its places are changed as far as bookings let them."""
    if time is None or time.ends_at != slot.ends_at or (slot.on_site, slot.online) != (stand.on_site, stand.online):
        return False
    if not _is_same(slot, time, stand):
        booking.change_capacity(slot, capacity=time.places, kept=stand.kept, by=by)
    return time.places >= slot.taken


def tell_employer(stand: Stand, template: str) -> None:
    """Queue a message to everybody who signs in for the employer of the stand."""
    for grant in Grant.objects.filter(organisation=stand.employer, role=Grant.Role.EMPLOYER).select_related("account"):
        journal.queue(
            template=template,
            recipient=f"account:{grant.account.public_id}",
            about=f"stand:{stand.pk}",
            dedupe_key=f"{template}:{stand.pk}:{grant.account.pk}:{clock.now():%Y%m%d%H%M%S}",
            expires_at=stand.fair.ends_at,
        )
