"""What came of a talk, said by the employer and by the person: kept apart, counted apart, small counts hidden."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as some

from duikou.base import clock
from duikou.base.actor import SYSTEM
from duikou.booking.models import Booking, CheckIn
from duikou.directory.export import everything_about
from duikou.fairs.actions import outcomes
from duikou.fairs.actions.asking import ask_what_came_of_it
from duikou.fairs.both_sides import NOTED, OUTCOMES, both_sides
from duikou.fairs.models import Fair, Interview, Stand
from duikou.fairs.rules import Agreement, agreement
from duikou.journal.letters import letter_of
from duikou.journal.models import Entry, Message
from tests.fairs import factories
from tests.fairs.seeker import address

Said = Interview.Said
ANSWERS = [one for one in Said.values if one]


@pytest.fixture
def fair(db: None) -> Fair:
    """A running fair that began an hour ago."""
    return factories.make_fair(state="running", starts_at=clock.now() - timedelta(hours=1))


@pytest.fixture
def stand(fair: Fair) -> Stand:
    return factories.make_stand(fair, times=12, capacity=4)


def talk(stand: Stand, outcome: str = "unknown", said: str = "", **values: Any) -> Booking:
    """Somebody who came to the stand, with what both sides say."""
    booking = factories.make_booking(stand, **{"attendance": "arrived", **values})
    now = clock.now()
    if booking.attendance == "arrived":
        CheckIn.objects.create(booking=booking, at=now, by="test", method="scan")
    Interview.objects.create(
        booking=booking,
        fair=stand.fair,
        stand=stand,
        outcome=outcome,
        outcome_at=None if outcome == "unknown" else now,
        ended_at=None if outcome == "unknown" else now,
        said=said,
        said_at=now if said else None,
    )
    return booking


def said_of(booking: Booking) -> str:
    return Interview.objects.get(booking=booking).said


def say(client: Client, booking: Booking, **sent: str) -> Any:
    return client.post(address("came-of-it", booking), sent)


# The rule


@pytest.mark.parametrize(
    ("outcome", "said", "stands"),
    [
        ("unknown", "", Agreement.UNKNOWN),
        ("unknown", "withheld", Agreement.UNKNOWN),
        ("hired", "", Agreement.EMPLOYER_ONLY),
        ("hired", "withheld", Agreement.EMPLOYER_ONLY),
        ("unknown", "hired", Agreement.PERSON_ONLY),
        ("unknown", "no_talk", Agreement.PERSON_ONLY),
        ("hired", "hired", Agreement.CONFIRMED),
        ("hired", "offered", Agreement.DIFFERING),
        ("interested", "no_talk", Agreement.DIFFERING),
    ],
)
def test_agreement_of_both_sides(outcome: str, said: str, stands: Agreement) -> None:
    assert agreement(outcome, said) == stands


def test_said_without_a_moment_is_refused_by_the_database(stand: Stand) -> None:
    booking = talk(stand)
    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        Interview.objects.filter(booking=booking).update(said="hired")


# The link


def test_person_agrees_to_what_the_employer_noted(visitor: Client, stand: Stand) -> None:
    booking = talk(stand, "offered")
    page = visitor.get(address("came-of-it", booking)).content.decode()
    assert "Offer made" in page
    assert say(visitor, booking, do="agree", noted="offered").status_code == 302
    assert said_of(booking) == "offered"
    assert "You both say the same" in visitor.get(address("came-of-it", booking)).content.decode()


def test_agreeing_to_what_is_noted_no_more_keeps_nothing(visitor: Client, stand: Stand) -> None:
    booking = talk(stand, "hired")
    answer = say(visitor, booking, do="agree", noted="not_now")
    assert answer.status_code == 422
    assert "changed its note" in answer.content.decode()
    assert said_of(booking) == ""


@pytest.mark.parametrize("said", [one for one in ANSWERS if one != "withheld"])
def test_person_says_otherwise(visitor: Client, stand: Stand, said: str) -> None:
    booking = talk(stand, "interested")
    assert say(visitor, booking, said=said).status_code == 302
    assert said_of(booking) == said


def test_person_would_rather_not_say_and_changes_their_mind(visitor: Client, stand: Stand) -> None:
    booking = talk(stand)
    say(visitor, booking, do="withhold")
    assert said_of(booking) == "withheld"
    say(visitor, booking, said="hired")
    assert said_of(booking) == "hired"


@pytest.mark.parametrize(
    "sent", [{}, {"said": ""}, {"said": "unknown"}, {"said": "withheld"}, {"said": "x" * 5000}, {"do": "agree"}]
)
def test_answer_that_does_not_exist_is_refused_with_a_word(visitor: Client, stand: Stand, sent: dict[str, str]) -> None:
    booking = talk(stand, "hired")
    assert say(visitor, booking, **sent).status_code == 422
    assert said_of(booking) == ""


def test_who_did_not_come_is_told_why_they_cannot_say(visitor: Client, stand: Stand) -> None:
    booking = talk(stand, attendance="no_show")
    assert "Only who was checked in" in visitor.get(address("came-of-it", booking)).content.decode()
    assert say(visitor, booking, said="hired").status_code == 422
    assert said_of(booking) == ""


def test_before_the_talk_nothing_can_be_said(visitor: Client, fair: Fair) -> None:
    Fair.objects.filter(pk=fair.pk).update(starts_at=clock.now() + timedelta(hours=1))
    fair.refresh_from_db()
    booking = talk(factories.make_stand(fair))
    answer = say(visitor, booking, said="hired")
    assert answer.status_code == 422
    assert "still to begin" in answer.content.decode()


def test_ticket_leads_there_once_somebody_has_come(visitor: Client, stand: Stand) -> None:
    came, expected = talk(stand), talk(stand, attendance="expected")
    leads = [
        address("came-of-it", one) in visitor.get(address("manage", one)).content.decode() for one in (came, expected)
    ]
    assert leads == [True, False]


def test_saying_it_is_in_the_journal_without_the_answer(visitor: Client, stand: Stand) -> None:
    booking = talk(stand)
    for _again in range(2):
        say(visitor, booking, said="not_now")
    entry = Entry.objects.get(what="interview.said")
    assert (entry.which, entry.details) == (f"booking:{booking.public_id}", {})


# The slip at the exit


def test_staff_type_in_a_slip_and_are_not_shown_what_the_employer_noted(
    client_with: Callable[..., Client], stand: Stand
) -> None:
    door = client_with("door", organisation=stand.fair.organiser)
    booking = talk(stand, "offered")
    where = reverse("fairs:door-came-of-it", args=[stand.fair.slug, booking.public_id])
    page = door.get(where).content.decode()
    assert "Offer made" not in page
    assert booking.person is not None
    assert booking.person.name not in page
    assert door.post(where, {"said": "second"}).status_code == 302
    assert said_of(booking) == "second"
    assert door.post(where, {"do": "withhold"}).status_code == 302
    assert said_of(booking) == "withheld"
    assert door.post(where, {"do": "agree", "noted": "offered"}).status_code == 422
    assert door.post(where, {"said": "x"}).status_code == 422
    assert said_of(booking) == "withheld"


# The employer's side


@pytest.mark.parametrize(("said", "shown"), [("", True), ("hired", True), ("not_now", False), ("no_talk", False)])
def test_employer_sees_no_answer_and_no_contact_once_nothing_came_of_it(
    client_with: Callable[..., Client], stand: Stand, said: str, shown: bool
) -> None:
    employer = client_with("employer", organisation=stand.employer)
    booking = talk(stand, "hired", said)
    page = employer.get(reverse("fairs:table", args=[stand.fair.slug])).content.decode()
    assert booking.person is not None
    assert (booking.person.contact in page) is shown


def step(client: Client, booking: Booking, stand: Stand, outcome: str, at: str = "") -> Any:
    where = reverse("fairs:table-step", args=[stand.fair.slug, booking.public_id])
    return client.post(where, {"step": outcome, "at": at}, follow=True)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_notes_made_offline_end_alike_in_whatever_order_they_arrive(
    client_with: Callable[..., Client], stand: Stand, order: tuple[int, ...]
) -> None:
    employer = client_with("employer", organisation=stand.employer)
    booking = talk(stand)
    notes = [(one, clock.now() - timedelta(minutes=9 - nth)) for nth, one in enumerate(("hired", "second", "hired"))]
    for nth in (*order, *order):  # all of it sent twice
        outcome, at = notes[nth]
        step(employer, booking, stand, outcome, at.isoformat())
    interview = Interview.objects.get(booking=booking)
    assert (interview.outcome, interview.outcome_at) == ("hired", notes[2][1])


def test_note_from_offline_does_not_come_back_after_it_was_taken_back(
    client_with: Callable[..., Client], stand: Stand
) -> None:
    employer = client_with("employer", organisation=stand.employer)
    booking = talk(stand)
    before = (clock.now() - timedelta(minutes=5)).isoformat()
    step(employer, booking, stand, "hired", before)
    step(employer, booking, stand, "back")
    step(employer, booking, stand, "hired", before)
    assert Interview.objects.get(booking=booking).outcome == "unknown"


def test_note_of_a_clock_that_goes_ahead_counts_as_now(stand: Stand) -> None:
    booking = talk(stand)
    interview = outcomes.interview_of(booking=booking, stand=stand)
    outcomes.record_outcome(interview=interview, outcome="hired", by=SYSTEM, at=clock.now() + timedelta(days=3))
    interview.refresh_from_db()
    assert interview.outcome_at is not None
    assert interview.outcome_at <= clock.now()


@pytest.mark.parametrize("at", ["x", "2026-01-01T10:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-12:00"])
def test_moment_that_cannot_be_is_refused_with_a_word(
    client_with: Callable[..., Client], stand: Stand, at: str
) -> None:
    employer = client_with("employer", organisation=stand.employer)
    booking = talk(stand)
    assert "cannot be read" in step(employer, booking, stand, "hired", at).content.decode()
    assert Interview.objects.get(booking=booking).outcome == "unknown"


# The question


def test_everybody_who_came_is_asked_once_whatever_number_of_talks(stand: Stand) -> None:
    first = talk(stand)
    second = (
        talk(stand, person=first.person, slot=None)
        if False
        else talk(factories.make_stand(stand.fair), person=first.person)
    )
    talk(stand, said="hired")
    talk(stand, attendance="no_show")
    Fair.objects.update(ends_at=clock.now() - timedelta(minutes=1))
    assert [ask_what_came_of_it(), ask_what_came_of_it()] == [1, 1]
    message = Message.objects.get(template="came_of_it")
    assert message.recipient == f"person:{first.person_id}"
    letter = letter_of(message, "en")
    assert letter is not None
    assert all(address("came-of-it", one) in letter.body for one in (first, second))
    Interview.objects.update(said="withheld", said_at=clock.now())
    assert letter_of(message, "en") is None


@pytest.mark.parametrize(("state", "ago"), [("cancelled", 1), ("running", -60), ("closed", 5000)])
def test_nobody_is_asked_of_a_fair_that_is_not_just_over(stand: Stand, state: str, ago: int) -> None:
    talk(stand)
    ends_at = clock.now() - timedelta(minutes=ago)
    Fair.objects.update(starts_at=ends_at - timedelta(hours=7), ends_at=ends_at, state=state)
    assert ask_what_came_of_it() == 0


# What becomes of it


def test_answer_is_in_what_somebody_is_given_and_goes_with_them(stand: Stand) -> None:
    booking = talk(stand, "hired", "no_talk")
    assert booking.person is not None
    told = str(everything_about(booking.person, known=[booking.public_id]))
    assert "没有面谈" in told


# Figures


def counted(**numbers: int) -> dict[tuple[str, str], int]:
    """Counts by `outcome__said`."""
    return {tuple(name.split("__", 1)): number for name, number in numbers.items()}  # type: ignore[misc]


def test_both_sides_are_counted_apart() -> None:
    sides = both_sides(
        counted(hired__hired=10, hired__=20, hired__not_now=30, unknown__hired=7, unknown__=8), arrived=100
    )
    assert sides.sums == {
        Agreement.CONFIRMED: 10,
        Agreement.EMPLOYER_ONLY: 20,
        Agreement.PERSON_ONLY: 7,
        Agreement.DIFFERING: 30,
        Agreement.UNKNOWN: 33,
    }
    assert not sides.hidden


def test_few_who_spoke_alone_are_hidden_with_those_of_whom_nothing_is_known() -> None:
    sides = both_sides(counted(hired__=20, unknown__hired=2), arrived=50)
    assert sides.sums[Agreement.PERSON_ONLY] is None
    assert sides.sums[Agreement.UNKNOWN] is None


PAIRS = [(outcome, said) for outcome in OUTCOMES for said in ("", outcome, "no_talk")]


@settings(max_examples=150, deadline=None)
@given(
    some.lists(some.integers(0, 9), min_size=len(PAIRS), max_size=len(PAIRS)), some.integers(0, 9), some.integers(0, 9)
)
def test_no_small_count_of_both_sides_follows_from_the_sums_shown(numbers: list[int], alone: int, silent: int) -> None:
    counts = dict(zip(PAIRS, numbers, strict=True)) | {("unknown", "hired"): alone}
    sides = both_sides(counts, arrived=sum(numbers) + alone + silent)
    for nth, _outcome in enumerate(OUTCOMES):
        column = [sides.by_outcome[row][nth] for row in NOTED]
        assert all(n is None or not 0 < n < 5 for n in column)
        assert column.count(None) != 1  # its sum is the fair's own figure
    for row in NOTED:
        cells = [*sides.by_outcome[row], sides.sums[row]]
        assert cells.count(None) != 1
    assert sides.sums[Agreement.PERSON_ONLY] is None or not 0 < alone < 5
    assert sides.sums[Agreement.UNKNOWN] is None or not 0 < silent < 5


def test_hiding_the_small_count_alone_would_betray_it() -> None:
    """The control: of a column whose sum is a figure, one hidden count is the sum less the others."""
    counts = counted(hired__hired=2, hired__=20, hired__no_talk=30)
    sides = both_sides(counts, arrived=52)
    column = [sides.by_outcome[row][OUTCOMES.index("hired")] for row in NOTED]
    assert column.count(None) >= 2
    assert sum(counts.values()) - 20 - 30 == 2


def test_office_sees_both_sides_apart_on_the_page_and_in_the_file(
    client_with: Callable[..., Client], stand: Stand
) -> None:
    office = client_with("office", organisation=stand.fair.organiser)
    for outcome, said, number in (
        ("hired", "hired", 6),
        ("hired", "", 7),
        ("unknown", "second", 8),
        ("unknown", "", 9),
    ):
        for _one in range(number):
            talk(stand, outcome, said)
    page = office.get(reverse("fairs:office-fair", args=[stand.fair.slug])).content.decode()
    for words in ("Confirmed by both", "Said by the employer alone", "Said by the person alone", "Not known"):
        assert words in page
    sent = office.get(reverse("fairs:office-export", args=[stand.fair.slug, "outcomes", "csv"]))
    lines = [line.split(",") for line in io.StringIO(sent.content.decode("utf-8-sig"))]
    together = {line[0]: line[-1].strip() for line in lines[1:]}
    assert together == {
        "Confirmed by both": "6",
        "Said by the employer alone": "7",
        "Said by the person alone": "8",
        "Said differently": "0",
        "Not known": "9",
    }
    assert {len(line) for line in lines} == {7}


def test_file_says_what_is_not_shown(client_with: Callable[..., Client], stand: Stand) -> None:
    office = client_with("office", organisation=stand.fair.organiser)
    talk(stand, "hired", "hired")
    for what in ("figures", "outcomes"):
        sent = office.get(reverse("fairs:office-export", args=[stand.fair.slug, what, "csv"])).content.decode()
        assert "not shown" in sent
    assert office.get(reverse("fairs:office-export", args=[stand.fair.slug, "outcomes", "xlsx"])).status_code == 200
