"""Activities: made, published, called off, counted; what their channel and the table of states allow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from duikou.activities import rules
from duikou.activities.actions.activities import cancel_activity, publish_activity
from duikou.activities.actions.attendance import count_heads
from duikou.activities.actions.kinds import keep_channel, keep_kind
from duikou.activities.models import Activity
from duikou.base import clock
from duikou.base.actor import SYSTEM
from duikou.booking.actions import Claim, Confirmed, claim
from duikou.booking.models import Booking, Offer
from duikou.directory.actions import keep_person
from duikou.journal.models import Entry
from tests.activities.factories import make_activity, make_channel

pytestmark = pytest.mark.django_db


def refusal_of(act) -> rules.Refusal:
    with pytest.raises(rules.Refused) as refused, transaction.atomic():
        act()
    return refused.value.refusal


def test_activity_without_sign_up_has_no_places():
    activity = make_activity()
    assert (activity.joining, activity.offer, activity.state) == ("just_come", None, "draft")


def test_activity_with_places_opens_them_when_published():
    activity = make_activity(places=30, seats_max=6, kept=5)
    slot = activity.offer.slots.get()
    assert (slot.capacity, slot.kept, slot.starts_at, slot.ends_at) == (30, 5, activity.starts_at, activity.ends_at)
    assert (activity.offer.state, activity.offer.seats_max, activity.offer.limit_per_person) == ("draft", 6, 1)
    publish_activity(activity=activity, by=SYSTEM)
    activity.refresh_from_db()
    assert (activity.state, activity.offer.state) == ("published", Offer.State.OPEN)
    wrote = Entry.objects.filter(which=f"activity:{activity.public_id}").order_by("id").values_list("what", flat=True)
    assert list(wrote) == ["activity.created", "activity.published"]


def test_channel_that_counts_heads_only_takes_no_sign_up():
    temple = make_channel("religious-places", "宗教活动场所", counts_heads_only=True)
    assert refusal_of(lambda: make_activity(channel=temple, places=10)) == rules.Refusal.HEADS_ONLY
    assert not Activity.objects.exists()
    activity = make_activity(channel=temple)
    assert activity.heads_only
    offer = make_activity(places=1).offer
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(offer=offer, joining="sign_up")
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(heads=3, counted="check_in", counted_at=clock.now())


def test_channel_never_changes_how_it_counts():
    temple = make_channel("religious-places", "宗教活动场所", counts_heads_only=True)
    keep_channel(key=temple.key, name="宗教场所", by=SYSTEM, counts_heads_only=False)
    temple.refresh_from_db()
    assert (temple.counts_heads_only, str(temple.name)) == (True, "宗教场所")


def test_retired_kind_is_chosen_for_no_new_activity():
    kind = keep_kind(key="old", name="旧", by=SYSTEM, retired=True)
    assert refusal_of(lambda: make_activity(kind=kind)) == rules.Refusal.RETIRED


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"title": {}}, rules.Refusal.NO_TITLE),
        ({"place": None}, rules.Refusal.NO_PLACE),
        ({"state": "held"}, rules.Refusal.WRONG_STATE),
        ({"state": "cancelled"}, rules.Refusal.WRONG_STATE),
    ],
)
def test_publishing_is_refused_while_something_lacks(changes, why):
    activity = make_activity()
    for name, value in changes.items():
        setattr(activity, name, value)
    assert refusal_of(lambda: publish_activity(activity=activity, by=SYSTEM)) == why
    assert Activity.objects.get().state == "draft"


def test_publishing_is_refused_when_it_is_over(clock_at):
    activity = make_activity()
    clock_at(activity.ends_at)
    assert refusal_of(lambda: publish_activity(activity=activity, by=SYSTEM)) == rules.Refusal.OVER


def test_calling_off_tells_whoever_signed_up_and_can_be_repeated():
    activity = publish_activity(activity=make_activity(places=3, seats_max=3), by=SYSTEM)
    person = keep_person(name="示例访客", contact="13800000001", language="zh-hans")
    placed = claim(Claim(activity.offer.slots.get().pk, person.pk, seats=2), by=SYSTEM)
    assert isinstance(placed, Confirmed)
    assert cancel_activity(activity=activity, why="下雨", by=SYSTEM) == 1
    assert Booking.objects.get().state == Booking.State.CANCELLED
    activity = Activity.objects.get()
    assert (activity.state, str(activity.why_cancelled)) == ("cancelled", "下雨")
    assert cancel_activity(activity=activity, why="", by=SYSTEM) == 0
    assert str(Activity.objects.get().why_cancelled) == "下雨"


def test_heads_are_counted_once_it_has_begun_and_put_right_later(clock_at):
    activity = publish_activity(activity=make_activity(), by=SYSTEM)
    assert refusal_of(lambda: count_heads(activity=activity, heads=40, by=SYSTEM)) == rules.Refusal.NOT_BEGUN
    clock_at(activity.starts_at + timedelta(minutes=30))
    assert count_heads(activity=activity, heads=40, by=SYSTEM).state == "held"
    assert count_heads(activity=activity, heads=45, by=SYSTEM).heads == 45
    assert refusal_of(lambda: count_heads(activity=activity, heads=10**7, by=SYSTEM)) == rules.Refusal.TOO_MANY_HEADS
    assert refusal_of(lambda: cancel_activity(activity=activity, why="", by=SYSTEM)) == rules.Refusal.WRONG_STATE
    counts = Entry.objects.filter(what="activity.counted").order_by("id").values_list("details", flat=True)
    assert [details["heads"] for details in counts] == [40, 45]


def test_heads_of_what_was_never_shown_are_not_counted(clock_at):
    activity = make_activity()
    clock_at(activity.ends_at)
    assert refusal_of(lambda: count_heads(activity=activity, heads=1, by=SYSTEM)) == rules.Refusal.WRONG_STATE


def test_somebody_else_called_it_off_meanwhile():
    mine = publish_activity(activity=make_activity(), by=SYSTEM)
    cancel_activity(activity=Activity.objects.get(), why="", by=SYSTEM)
    assert refusal_of(lambda: cancel_activity(activity=mine, why="again", by=SYSTEM)) == rules.Refusal.WRONG_STATE
