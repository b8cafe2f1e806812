"""What happens when two things cross: somebody decides, moves or erases while somebody else has the page open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.booking.actions import Somebody
from duikou.booking.models import Booking, Slot
from duikou.booking.own_links import manage_path
from duikou.directory.erasure import erase_people
from duikou.fairs.actions import fairs, outcomes, posts, stands
from duikou.fairs.actions.interviews import book, move
from duikou.fairs.models import Fair, Interview, Post, Stand
from tests.fairs import factories

pytestmark = pytest.mark.django_db
Clock = Callable[[datetime], None]


@pytest.fixture
def post(clock_at: Clock) -> Post:
    clock_at(clock.now().replace(microsecond=0))
    return factories.make_post(factories.make_fair())


@pytest.fixture
def booking(post: Post) -> Booking:
    who = Somebody("王芳", "13912345678", "en")
    answer: Any = book(post=post, slot=slots(post)[0].public_id, who=who, online=False, key="", by=COMMAND)
    return Booking.objects.get(pk=answer.booking.pk)


def slots(post: Post) -> list[Slot]:
    assert post.stand is not None
    return list(Slot.objects.filter(resource=post.stand.resource).order_by("starts_at"))


def send(client: Client, post: Post, slot: Slot) -> Any:
    where = reverse("fairs:book", args=[post.fair.slug, post.public_id])
    said = {"slot": str(slot.public_id), "how": "on_site", "name": "李四", "contact": "13800001111", "language": "en"}
    return client.post(where, {**said, "do": "book"})


def everywhere(post: Post, booking: Booking, visitor: Client, client_with: Callable[..., Client]) -> list[int]:
    """The statuses of every page that shows the booking or its fair."""
    fair = post.fair
    slug = [fair.slug]
    office, table = client_with("office"), client_with("employer", organisation=post.employer)
    seen = [visitor.get(manage_path(booking) + part).status_code for part in ("", "calendar", "move", "cancel")]
    seen += [visitor.get(reverse("fairs:zone", args=slug)).status_code, visitor.get("/").status_code]
    seen += [office.get(reverse(f"fairs:{one}", args=slug)).status_code for one in ("office-fair", "door", "door-roll")]
    seen.append(office.get(reverse("fairs:door", args=slug), {"booking": str(booking.public_id)}).status_code)
    seen += [table.get(reverse(f"fairs:{one}", args=slug)).status_code for one in ("table", "stand")]
    return seen


def test_form_that_was_open_when_the_fair_was_cancelled_books_nothing(visitor, post):
    fairs.cancel_fair(fair=post.fair, why="Rain", by=COMMAND)
    answer = send(visitor, post, slots(post)[0])
    assert answer.status_code in (404, 409)
    assert not Booking.objects.exists()


def test_form_that_was_open_when_the_post_was_withdrawn_books_nothing(visitor, post):
    posts.withdraw_post(post=post, by=COMMAND)
    assert send(visitor, post, slots(post)[0]).status_code == 404
    assert not Booking.objects.exists()


def test_booking_stays_whole_when_its_post_is_withdrawn_or_deleted(visitor, post, booking, client_with):
    posts.withdraw_post(post=post, by=COMMAND)
    assert set(everywhere(post, booking, visitor, client_with)) == {200}
    Post.objects.all().delete()
    assert set(everywhere(post, booking, visitor, client_with)) == {200}


def test_every_page_holds_when_the_fair_is_cancelled(visitor, post, booking, client_with):
    fairs.cancel_fair(fair=post.fair, why="Rain", by=COMMAND)
    assert set(everywhere(post, booking, visitor, client_with)) == {200}


def test_every_page_holds_when_the_person_was_erased_before_the_day(visitor, post, booking, client_with):
    erase_people([booking.person_id])
    booking.refresh_from_db()
    seen = everywhere(post, booking, visitor, client_with)
    assert seen[:4] == [410] * 4
    assert set(seen[4:]) == {200}
    assert "王芳" not in client_with("office").get(reverse("fairs:door-roll", args=[post.fair.slug])).content.decode()


def test_every_page_holds_when_the_clock_is_past_the_end(visitor, post, booking, client_with, clock_at):
    clock_at(post.fair.ends_at + timedelta(days=1))
    assert set(everywhere(post, booking, visitor, client_with)) == {200}
    assert send(visitor, post, slots(post)[1]).status_code == 409


def test_every_page_holds_when_the_employer_was_declined_after_publishing(visitor, post, booking, client_with):
    post.employer.state = "declined"
    post.employer.save()
    *others, table, stand = everywhere(post, booking, visitor, client_with)
    assert (set(others), table, stand) == ({200}, 403, 403), "its own people get in no more"


@pytest.mark.parametrize("state", [Stand.State.WITHDRAWN, Stand.State.DECLINED, Stand.State.REQUESTED])
def test_nobody_books_at_a_stand_that_is_not_approved_any_more(visitor, post, booking, client_with, state):
    Stand.objects.update(state=state)
    assert set(everywhere(post, booking, visitor, client_with)) == {200}
    assert send(visitor, post, slots(post)[1]).status_code == 409
    assert Booking.objects.count() == 1


def test_time_that_changed_while_the_form_was_open_is_refused_and_booked_times_stay(visitor, post, booking):
    stand = Stand.objects.get()
    gone = slots(post)[2]
    stands.change_stand(stand=stand, values={"interview_minutes": 25}, by=COMMAND)
    answer = send(visitor, post, gone)
    assert answer.status_code in (409, 422)
    booking.refresh_from_db()
    assert (booking.state, booking.slot.withdrawn) == ("confirmed", False)
    assert visitor.get(manage_path(booking) + "move").status_code == 200


def test_booking_cannot_be_moved_to_another_employers_time(post, booking):
    other = factories.make_post(post.fair)
    answer = move(booking=booking, slot=slots(other)[2].public_id, by=COMMAND)
    booking.refresh_from_db()
    assert not isinstance(answer, Booking)
    assert booking.slot == slots(post)[0]


def test_door_of_one_fair_cannot_check_in_or_undo_for_another(client_with, post, booking):
    other = factories.make_fair()
    door = client_with("door", organisation=other.organiser)
    for name in ("door-check-in", "door-undo"):
        answer = door.post(reverse(f"fairs:{name}", args=[other.slug]), {"booking": str(booking.public_id)})
        assert answer.status_code == 404
    booking.refresh_from_db()
    assert booking.attendance == "expected"


def test_outcome_of_somebody_who_never_came_is_refused(client_with, post, booking):
    table = client_with("employer", organisation=post.employer)
    where = reverse("fairs:table-step", args=[post.fair.slug, booking.public_id])
    for step in ("call", "start", "hired", "unknown", ""):
        assert table.post(where, {"step": step}).status_code == 302
    made = Interview.objects.get()
    assert (made.outcome, made.called_at, made.ended_at) == ("unknown", None, None)
    assert "13912345678" not in table.get(reverse("fairs:table", args=[post.fair.slug])).content.decode()


def test_check_in_stays_once_the_talk_has_begun(client_with, post, booking, clock_at):
    clock_at(booking.slot.starts_at)
    office = client_with("office")
    slug = [post.fair.slug]
    office.post(reverse("fairs:door-check-in", args=slug), {"booking": str(booking.public_id)})
    outcomes.start_talk(interview=Interview.objects.select_related("booking").get(), by=COMMAND)
    office.post(reverse("fairs:door-undo", args=slug), {"booking": str(booking.public_id)})
    booking.refresh_from_db()
    assert booking.attendance == "arrived"


def test_two_of_the_office_give_one_table_number_once(client_with, post):
    other = factories.make_post(post.fair)
    office = client_with("office")
    where = reverse("fairs:office-stand", args=[post.fair.slug, other.stand.pk])
    form = {"tables": "1", "interview_minutes": "10", "break_minutes": "0", "on_site": "on", "online": "on"}
    answer = office.post(where, {**form, "number": str(post.stand.number)})
    assert answer.status_code == 422
    assert Stand.objects.get(pk=other.stand.pk).number == other.stand.number


def test_fair_step_taken_twice_is_refused_the_second_time(client_with, post):
    office, where = client_with("office"), reverse("fairs:office-fair-step", args=[post.fair.slug, "running"])
    assert [office.post(where).status_code for _twice in range(2)] == [302, 302]
    assert Fair.objects.get().state == Fair.State.RUNNING


def test_walk_in_when_every_place_is_taken_says_so_and_keeps_nobody(client_with, post, booking):
    office = client_with("office")
    said = {"slot": str(slots(post)[0].public_id), "name": "赵六", "contact": "13811112222", "language": "en"}
    answer = office.post(reverse("fairs:door-walk-in", args=[post.fair.slug]), said)
    assert answer.status_code == 422
    assert Booking.objects.count() == 1
