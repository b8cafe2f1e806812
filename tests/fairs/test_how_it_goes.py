"""One question after 30, 60 and 90 days, to those who agreed: put once, counted without anybody, and everything else
about them gone on its day."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as some

from duikou.base import clock
from duikou.base.actor import SYSTEM
from duikou.base.moments import day_text
from duikou.base.proofs.terms import ends
from duikou.booking.models import Booking, CheckIn, Slot
from duikou.directory import recipients
from duikou.directory.export import everything_about
from duikou.directory.models import Erased as Mark
from duikou.directory.models import Person
from duikou.fairs import rules
from duikou.fairs.actions import following
from duikou.fairs.actions.following import ask_how_it_goes
from duikou.fairs.follow_up_links import follow_up_path, follow_up_token, read_follow_up_token
from duikou.fairs.how_it_goes import DAYS, followed, open_question
from duikou.fairs.models import Fair, FollowUp, FollowUpCount, Interview, Resume, Stand
from duikou.journal.letters import Refused, letter_of
from duikou.journal.models import Entry, Message
from duikou.journal.outbox import deliver_due
from duikou.journal.retention import erase_due
from tests.fairs import factories
from tests.fairs.seeker import address

pytestmark = pytest.mark.django_db
At = Callable[[datetime], None]
NAME, CONTACT = "阿依古丽·买买提", "ayi@example.org"
DAY = date(2027, 3, 1)


def at(days: int, *, hour: int = 12) -> datetime:
    """So many days after the fair, by the city's clock."""
    return datetime.combine(DAY + timedelta(days=days), time(hour), timezone.get_default_timezone())


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.ERASURES = tmp_path / "erasures.txt"


@pytest.fixture(autouse=True)
def today(clock_at: At) -> None:
    clock_at(at(0))


@pytest.fixture
def fair(today: None) -> Fair:
    return factories.make_fair(state="running", starts_at=at(0, hour=9), ends_at=at(0, hour=16))


@pytest.fixture
def stand(fair: Fair) -> Stand:
    return factories.make_stand(fair, times=8, capacity=8)


def talk(
    stand: Stand, outcome: str = "unknown", said: str = "", *, contact: str = CONTACT, name: str = NAME
) -> Booking:
    """Somebody who came to the stand."""
    person = factories.make_person(name, contact, "en")
    booking = factories.make_booking(stand, person, attendance="arrived")
    now = clock.now()
    CheckIn.objects.create(booking=booking, at=now, by="test", method="scan")
    noted = {} if outcome == "unknown" else {"outcome_at": now, "ended_at": now, "started_at": now}
    Interview.objects.create(
        booking=booking,
        fair=stand.fair,
        stand=stand,
        outcome=outcome,
        said=said,
        said_at=now if said else None,
        **noted,
    )
    return booking


def agreed(stand: Stand, **who: str) -> FollowUp:
    return following.agree(booking=talk(stand, said="hired", **who), by=SYSTEM)


def say(client: Client, booking: Booking, **sent: str) -> Any:
    return client.post(address("came-of-it", booking), sent)


def post(client: Client, row: FollowUp, said: str = "yes", days: object = 30) -> Any:
    return client.post(follow_up_path(row), {"said": said, "days": days})


def text(answer: Any) -> str:
    return str(answer.content.decode())


def shown(days: int) -> str:
    """So many days after the fair, as an English page writes it."""
    with translation.override("en"):
        return day_text(at(days))


def counts(days: int = 30) -> tuple[int, int, int, int]:
    one = FollowUpCount.objects.filter(days=days).first()
    return (one.asked, one.yes, one.no, one.withheld) if one else (0, 0, 0, 0)


# When a question is open


@pytest.mark.parametrize(
    ("gone", "days"),
    [(0, 0), (29, 0), (30, 30), (44, 30), (45, 0), (59, 0), (60, 60), (74, 60), (75, 0), (90, 90), (104, 90), (105, 0)],
)
def test_each_question_is_open_for_fifteen_days(gone: int, days: int) -> None:
    assert open_question(DAY, today=DAY + timedelta(days=gone)) == days


# Agreeing


def test_nobody_is_asked_who_has_not_ticked_it(visitor: Client, stand: Stand) -> None:
    booking = talk(stand, "hired")
    page = text(visitor.get(address("came-of-it", booking)))
    assert 'name="ask"' in page
    assert "checked" not in page
    say(visitor, booking, do="agree", noted="hired")
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize("sent", [{"do": "agree", "noted": "hired"}, {"said": "hired"}, {"said": "offered"}])
def test_a_tick_beside_a_yes_is_kept_with_the_day(visitor: Client, stand: Stand, sent: dict[str, str]) -> None:
    booking = talk(stand, "hired")
    for _again in range(2):
        assert say(visitor, booking, ask="on", **sent).status_code == 302
    row = FollowUp.objects.get()
    assert (row.person, row.stand, row.since, row.asked, row.answered) == (booking.person, stand, DAY, 0, 0)
    assert Entry.objects.filter(what="interview.may_ask", which=f"booking:{booking.public_id}").count() == 1
    page = text(visitor.get(address("came-of-it", booking)))
    assert shown(30) in page
    assert follow_up_path(row) in page


@pytest.mark.parametrize("said", ["second", "interested", "not_now", "no_talk"])
def test_a_tick_beside_anything_else_says_nothing(visitor: Client, stand: Stand, said: str) -> None:
    assert say(visitor, booking := talk(stand, "hired"), said=said, ask="on").status_code == 302
    assert Interview.objects.get(booking=booking).said == said
    assert not FollowUp.objects.exists()


def test_the_employers_word_alone_is_not_enough(visitor: Client, stand: Stand) -> None:
    answer = say(visitor, talk(stand, "hired"), do="ask")
    assert answer.status_code == 422
    assert "once you have said" in text(answer)
    assert not FollowUp.objects.exists()


def test_whoever_said_yes_can_agree_later(visitor: Client, stand: Stand, clock_at: At) -> None:
    booking = talk(stand, said="offered")
    clock_at(at(3))
    assert "you may ask me" in text(visitor.get(address("came-of-it", booking)))
    say(visitor, booking, do="ask")
    assert FollowUp.objects.get().since == DAY


def test_days_are_counted_from_the_first_yes_of_either_side(stand: Stand, clock_at: At) -> None:
    booking = talk(stand, "hired")
    clock_at(at(2))
    Interview.objects.update(said="hired", said_at=clock.now())
    assert following.agree(booking=booking, by=SYSTEM).since == DAY


def test_nobody_is_offered_it_whom_no_message_reaches(visitor: Client, stand: Stand) -> None:
    booking = talk(stand, "hired", "hired", contact="13912345678")  # no telephone messages are set up
    page = text(visitor.get(address("came-of-it", booking)))
    assert 'name="ask"' not in page
    assert 'value="ask"' not in page


def test_who_is_gone_cannot_agree(stand: Stand) -> None:
    booking = talk(stand, said="hired")
    Booking.objects.update(person=None)
    with pytest.raises(rules.Refused):
        following.agree(booking=booking, by=SYSTEM)


@pytest.mark.parametrize("said", ["not_now", "withheld"])
def test_whoever_takes_the_yes_back_is_not_asked(visitor: Client, stand: Stand, said: str) -> None:
    row = agreed(stand)
    booking = Booking.objects.get()
    say(visitor, booking, **({"do": "withhold"} if said == "withheld" else {"said": said}))
    assert not FollowUp.objects.filter(pk=row.pk).exists()
    assert Person.objects.filter(pk=row.person_id).exists(), "the booking is still theirs"


# Asking


def test_each_question_is_put_once_with_its_own_words(stand: Stand, clock_at: At) -> None:
    row = agreed(stand)
    clock_at(at(29))
    assert ask_how_it_goes() == 0
    said = []
    for days in DAYS:
        clock_at(at(days + 3))
        assert [ask_how_it_goes(), ask_how_it_goes()] == [1, 0]
        message = Message.objects.latest("pk")
        assert message.expires_at == at(days + 15, hour=0)
        assert not message.urgent
        assert deliver_due() == 1
        said.append(mail.outbox[-1].body)
        assert follow_up_path(row) in said[-1]
        assert NAME not in said[-1]
    assert ["started work there?" in one for one in said] == [True, False, False]
    assert all("still working there?" in one for one in said[1:])
    assert [counts(days) for days in DAYS] == [(1, 0, 0, 0)] * 3
    assert mail.outbox[-1].to == [CONTACT]


def test_question_whose_days_have_passed_is_never_put(stand: Stand, clock_at: At) -> None:
    agreed(stand)
    clock_at(at(45))
    assert ask_how_it_goes() == 0
    assert counts() == (0, 0, 0, 0)


def test_question_that_could_not_be_sent_in_its_days_is_not_sent_after_them(stand: Stand, clock_at: At) -> None:
    agreed(stand)
    clock_at(at(30))
    ask_how_it_goes()
    clock_at(at(45))
    assert deliver_due() == 0
    assert Message.objects.get().state == "expired"


def test_asking_that_broke_off_is_done_again_and_puts_each_once(
    stand: Stand, clock_at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed(stand)
    clock_at(at(30))

    def die(**_said: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(following, "queue_each", die)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            ask_how_it_goes()
    assert (counts(), Message.objects.count()) == ((0, 0, 0, 0), 0)
    ask_how_it_goes()
    assert (counts(), Message.objects.count()) == ((1, 0, 0, 0), 1)


def test_contact_that_takes_no_mail_ends_nothing_but_that_message(
    stand: Stand, clock_at: At, monkeypatch: pytest.MonkeyPatch, visitor: Client
) -> None:
    row = agreed(stand)
    clock_at(at(30))
    ask_how_it_goes()

    def bounce(*_said: Any) -> None:
        raise Refused(recipients.TAKES_NO_ADDRESS)

    with monkeypatch.context() as broken:
        broken.setattr("duikou.directory.recipients.EmailMessage.send", bounce)
        assert deliver_due() == 0
    assert Message.objects.get().state == "failed"
    clock_at(at(60))
    ask_how_it_goes()
    assert deliver_due() == 1
    assert post(visitor, row, days=60).status_code == 302
    assert [counts(30), counts(60)] == [(1, 0, 0, 0), (1, 1, 0, 0)]


def test_answered_question_is_not_sent_any_more(stand: Stand, clock_at: At, visitor: Client) -> None:
    row = agreed(stand)
    clock_at(at(30))
    ask_how_it_goes()
    post(visitor, row)
    assert deliver_due() == 0
    assert Message.objects.get().state == "expired"


# Answering


@pytest.mark.parametrize(("said", "counted"), [("yes", (1, 1, 0, 0)), ("no", (1, 0, 1, 0)), ("withheld", (1, 0, 0, 1))])
def test_answer_is_counted_once_and_kept_with_nobody(
    visitor: Client, stand: Stand, clock_at: At, said: str, counted: tuple[int, ...]
) -> None:
    row = agreed(stand)
    clock_at(at(30))
    ask_how_it_goes()
    page = visitor.get(follow_up_path(row))
    assert "Have you started work there?" in text(page)
    assert counts() == (1, 0, 0, 0), "reading answers nothing"
    assert post(visitor, row, said).status_code == 302
    again = visitor.post(follow_up_path(row), {"said": "no", "days": 30}, follow=True)
    assert "answered this question before" in text(again)
    assert counts() == counted
    row.refresh_from_db()
    assert (row.asked, row.answered) == (30, 30)
    assert shown(60) in text(visitor.get(follow_up_path(row)))
    entry = Entry.objects.get(what="follow_up.answered")
    assert entry.details == {}
    kept = {field.name for field in FollowUp._meta.concrete_fields}
    assert kept == {"id", "public_id", "person", "stand", "since", "asked", "answered"}


def test_whoever_answers_before_the_message_goes_was_asked_by_the_page(
    visitor: Client, stand: Stand, clock_at: At
) -> None:
    row = agreed(stand)
    clock_at(at(30))
    post(visitor, row)
    assert ask_how_it_goes() == 0
    assert counts() == (1, 1, 0, 0)


@pytest.mark.parametrize(
    ("day", "days", "said"),
    [
        (29, 30, "yes"),
        (45, 30, "yes"),
        (60, 30, "no"),
        (30, 60, "no"),
        (30, "x", "no"),
        (30, "", "yes"),
        (30, "0", "yes"),
        (30, "٣٠", "yes"),
        (45, "0", "no"),
        (30, 30, ""),
        (30, 30, "maybe"),
        (30, 30, "y" * 5000),
    ],
)
def test_answer_to_what_is_not_asked_is_refused_with_a_word(
    visitor: Client, stand: Stand, clock_at: At, day: int, days: object, said: str
) -> None:
    row = agreed(stand)
    clock_at(at(day))
    answer = post(visitor, row, said, days)
    assert answer.status_code == 422
    assert "Nothing was counted" in text(answer) or "answers shown" in text(answer)
    assert not FollowUpCount.objects.filter(yes__gt=0).exists()
    assert not FollowUpCount.objects.filter(no__gt=0).exists()


def test_after_the_last_answer_nothing_is_kept(visitor: Client, stand: Stand, clock_at: At) -> None:
    row = agreed(stand)
    clock_at(at(91))
    erase_due()
    assert "last question" in text(post(visitor, row, "no", 90))
    assert (FollowUp.objects.count(), Person.objects.count(), counts(90)) == (0, 0, (1, 0, 1, 0))
    again = post(visitor, row, "no", 90)
    assert again.status_code == 410
    assert "nothing more to answer" in text(again)
    assert counts(90) == (1, 0, 1, 0)


@pytest.mark.parametrize("token", ["x", "A" * 32, "é" * 32, ""])
def test_link_that_was_cut_off_opens_nothing(visitor: Client, stand: Stand, token: str) -> None:
    row = agreed(stand)
    where = reverse("fairs:how-it-goes", args=[token or follow_up_token(row)[:-1]])
    assert visitor.get(where).status_code == 404
    assert read_follow_up_token(follow_up_token(row)) == row.public_id


# Stopping


def test_stopped_at_any_time_and_the_message_on_its_way_is_not_sent(
    visitor: Client, stand: Stand, clock_at: At
) -> None:
    row = agreed(stand)
    clock_at(at(30, hour=11))
    ask_how_it_goes()
    assert visitor.get(follow_up_path(row) + "stop").status_code == 405
    assert "not asked any more" in text(visitor.post(follow_up_path(row) + "stop"))
    assert deliver_due() == 0
    assert not FollowUp.objects.exists()
    assert visitor.post(follow_up_path(row) + "stop").status_code == 410
    assert Person.objects.exists(), "the booking needs them until tonight"
    clock_at(at(31))
    erase_due()
    assert not Person.objects.exists()


def test_stopped_when_nothing_else_is_kept_erases_at_once(visitor: Client, stand: Stand, clock_at: At) -> None:
    row = agreed(stand)
    clock_at(at(31))
    erase_due()
    visitor.post(follow_up_path(row) + "stop")
    assert not Person.objects.exists()


def test_stopped_by_the_link_of_the_booking(visitor: Client, stand: Stand) -> None:
    row = agreed(stand)
    booking = Booking.objects.get()
    assert "Do not ask me" in text(visitor.get(address("came-of-it", booking)))
    for _again in range(2):
        assert say(visitor, booking, do="stop").status_code == 302
    assert not FollowUp.objects.filter(pk=row.pk).exists()


# What is kept, and until when


def test_all_but_contact_and_language_goes_on_its_day(visitor: Client, stand: Stand, clock_at: At) -> None:
    row = agreed(stand)
    booking = Booking.objects.get()
    Resume.objects.create(booking=booking, work="x", created_at=clock.now(), changed_at=clock.now())
    before = booking.person
    assert before is not None
    clock_at(at(2))
    erase_due()
    assert not Resume.objects.exists()
    clock_at(at(30, hour=20))
    report = erase_due()
    assert report.failed == []
    assert ends().faults == []
    booking.refresh_from_db()
    assert booking.person is None
    person = Person.objects.get()
    assert (person.name, person.contact, person.contact_language) == ("", CONTACT, "en")
    assert person.public_id != before.public_id
    assert bytes(person.person_hash) != bytes(before.person_hash)
    assert bytes(person.contact_hash) != bytes(before.contact_hash)
    assert Mark.objects.count() == 1, "whoever had the name is erased, in every backup too"
    row.refresh_from_db()
    assert row.person == person
    told = json.dumps(everything_about(person, known=[row.public_id]), ensure_ascii=False)
    assert NAME not in told
    assert booking.code not in told
    clock_at(at(31))
    ask_how_it_goes()
    assert deliver_due() == 1
    assert mail.outbox[-1].to == [CONTACT]


def test_last_day_ends_everything_and_the_proof_sees_when_it_did_not(stand: Stand, clock_at: At) -> None:
    agreed(stand)
    clock_at(at(31))
    erase_due()
    clock_at(at(104, hour=23))
    erase_due()
    assert FollowUp.objects.exists()
    assert ends().faults == []
    clock_at(at(105, hour=3))
    assert [line.partition(" of row")[0] for line in ends().faults] == ["fairs.FollowUp.person"]
    report = erase_due()
    assert report.erased["fairs.follow_ups"] == 1
    assert (FollowUp.objects.count(), Person.objects.count()) == (0, 0)
    assert ends().faults == []


def test_name_that_stayed_is_found_by_the_proof(stand: Stand, clock_at: At) -> None:
    agreed(stand)
    Booking.objects.update(person=None)
    clock_at(at(1))
    assert [line.partition(" of row")[0] for line in ends().faults] == ["directory.Person.name"]


def test_who_books_again_keeps_the_name_for_that_booking(stand: Stand, clock_at: At) -> None:
    row = agreed(stand)
    other = factories.make_stand(factories.make_fair(starts_at=at(40), ends_at=at(40, hour=18)))
    factories.make_booking(other, row.person)
    clock_at(at(31))
    erase_due()
    assert Person.objects.get().name == NAME
    assert ends().faults == []
    clock_at(at(72))
    erase_due()
    assert Person.objects.get().name == ""
    assert ends().faults == []


def test_somebody_else_loses_nothing_by_it(stand: Stand, clock_at: At) -> None:
    agreed(stand)
    talk(stand, said="hired", contact="other@example.org", name="王五")
    clock_at(at(31))
    erase_due()
    assert [one.contact for one in Person.objects.all()] == [CONTACT]


# Seen, taken along, put right, erased by its own link


@pytest.fixture
def nameless(stand: Stand, clock_at: At) -> FollowUp:
    """Somebody of whom a contact is left."""
    agreed(stand)
    clock_at(at(31))
    erase_due()
    return FollowUp.objects.get()


def where(row: FollowUp, name: str) -> str:
    return reverse(f"fairs:how-it-goes-about-me{name}", args=[follow_up_token(row)])


def test_what_is_kept_is_shown_and_handed_out_to_whoever_knows_the_contact(visitor: Client, nameless: FollowUp) -> None:
    page = text(visitor.get(where(nameless, "")))
    assert "a****@example.org" in page
    assert shown(104) in page
    assert visitor.post(where(nameless, "-file"), {"contact": "x@example.org"}).status_code == 422
    told = json.loads(text(visitor.post(where(nameless, "-file"), {"contact": CONTACT})))
    assert told["Kept about you"]["name of whoever books"] == ""
    assert told["What you agreed to be asked"][0]["Employer"] == str(nameless.stand.employer)
    assert "Your bookings" not in told


def test_the_booking_shows_what_was_agreed_by_it(visitor: Client, stand: Stand) -> None:
    row = agreed(stand)
    booking = Booking.objects.get()
    assert follow_up_path(row) in text(visitor.get(address("about-me", booking)))
    told = json.loads(text(visitor.post(address("about-me-file", booking), {"contact": CONTACT})))
    assert told["What you agreed to be asked"][0]["Answered so far, up to day"] == 0
    by_another_portal = str(everything_about(row.person, known=[booking.public_id]))
    assert str(DAY) in by_another_portal
    stranger = factories.make_booking(factories.make_stand(stand.fair, times=9), row.person)
    Interview.objects.create(booking=stranger, fair=stand.fair, stand=stranger.slot.resource.stand)
    assert str(DAY) not in str(everything_about(row.person, known=[stranger.public_id]).get("您同意被问的事", ""))


def test_a_booking_under_the_same_name_and_contact_shows_nothing_of_it(visitor: Client, stand: Stand) -> None:
    row = agreed(stand)
    other = factories.make_booking(factories.make_stand(stand.fair, times=9), row.person)
    Interview.objects.create(booking=other, fair=stand.fair, stand=other.slot.resource.stand)
    page = text(visitor.get(address("about-me", other)))
    assert follow_up_path(row) not in page
    assert str(stand.employer) not in page


def test_contact_is_put_right_without_a_name(visitor: Client, nameless: FollowUp) -> None:
    assert 'name="name"' not in text(visitor.get(where(nameless, "-correct")))
    sent = {"contact": "new@example.org", "language": "zh-hans", "name": NAME}
    assert visitor.post(where(nameless, "-correct"), sent).status_code == 302
    person = Person.objects.get()
    assert (person.name, person.contact, person.contact_language) == ("", "new@example.org", "zh-hans")
    assert visitor.post(where(nameless, "-correct"), {"contact": "x", "language": "en"}).status_code == 422


def test_erased_in_the_middle(visitor: Client, nameless: FollowUp) -> None:
    ask_how_it_goes()
    assert "nothing about you is stored" in text(visitor.post(where(nameless, "")))
    assert (FollowUp.objects.count(), Person.objects.count()) == (0, 0)
    assert deliver_due() == 0
    assert Message.objects.get().state == "expired"
    assert visitor.get(follow_up_path(nameless)).status_code == 410
    assert counts() == (1, 0, 0, 0)


def test_erased_by_the_booking_takes_it_along(visitor: Client, stand: Stand) -> None:
    row = agreed(stand)
    visitor.post(address("about-me", Booking.objects.get()))
    assert not Person.objects.exists()
    assert visitor.get(follow_up_path(row)).status_code == 410


def test_erasing_by_the_question_leaves_other_bookings_and_asks_no_more(visitor: Client, stand: Stand) -> None:
    row = agreed(stand)
    other = factories.make_booking(factories.make_stand(stand.fair), row.person)
    Slot.objects.filter(pk=other.slot_id).update(ends_at=at(0, hour=15))
    assert "not asked any more" in text(visitor.post(where(row, "")))
    assert (FollowUp.objects.count(), Person.objects.count()) == (0, 1)


def test_change_of_the_key_people_are_found_by_leaves_a_nameless_row_alone(nameless: FollowUp) -> None:
    from duikou.base.registry import look_ups

    (one,) = [one for one in look_ups if one.model == "directory.Person"]
    person = Person.objects.get()
    assert one.hashes(person)["person_hash"] == bytes(person.person_hash)


# The database judges last


def test_counts_that_cannot_be_are_refused_by_the_database(stand: Stand) -> None:
    row = agreed(stand)
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUpCount.objects.create(fair=stand.fair, days=30, asked=1, yes=1, no=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.filter(pk=row.pk).update(answered=30)


# Figures


@given(some.lists(some.integers(0, 12), min_size=4, max_size=4))
def test_no_small_count_follows_from_what_is_shown(numbers: list[int]) -> None:
    yes, no, withheld, _silent = numbers
    shown = followed(asked=sum(numbers), yes=yes, no=no, withheld=withheld)
    cells = [shown.yes, shown.no, shown.withheld, shown.silent]
    assert all(n is None or not 0 < n < 5 for n in [*cells, shown.asked])
    if shown.asked:
        hidden = [n for n, cell in zip(numbers, cells, strict=True) if cell is None]
        assert len(hidden) != 1
        assert not hidden or sum(hidden) >= 5
        assert cells == numbers or None in cells


def test_hiding_the_small_count_alone_would_betray_it() -> None:
    """The control: the sum is shown, so one hidden count is the sum less the others."""
    numbers = [2, 6, 7, 8]
    shown = followed(asked=sum(numbers), yes=2, no=6, withheld=7)
    assert [shown.yes, shown.no] == [None, None]
    assert sum(numbers) - sum(numbers[1:]) == 2


def test_office_sees_the_counts_on_the_page_and_in_the_file(client_with: Callable[..., Client], stand: Stand) -> None:
    office = client_with("office", organisation=stand.fair.organiser)
    page = reverse("fairs:office-fair", args=[stand.fair.slug])
    assert "How it went on" not in text(office.get(page))
    FollowUpCount.objects.create(fair=stand.fair, days=30, asked=31, yes=12, no=6, withheld=7)
    FollowUpCount.objects.create(fair=stand.fair, days=60, asked=4, yes=4)
    shown = text(office.get(page))
    assert "How it went on" in shown
    assert "not shown" in shown
    sent = office.get(reverse("fairs:office-export", args=[stand.fair.slug, "figures", "csv"]))
    lines = [line.split(",") for line in io.StringIO(sent.content.decode("utf-8-sig"))]
    found = {line[0]: line[1] for line in lines if line[0].startswith("After")}
    assert found["After 30 days · Asked"] == "31"
    assert found["After 30 days · Not answered"] == "6"
    assert found["After 60 days · Asked"] == "not shown"
    assert found["After 60 days · Yes"] == "not shown"
    assert found["After 90 days · Asked"] == "0"


def test_letter_of_somebody_who_is_gone_is_none(stand: Stand, clock_at: At) -> None:
    row = agreed(stand)
    clock_at(at(30))
    ask_how_it_goes()
    message = Message.objects.get()
    assert letter_of(message, "en") is not None
    row.delete()
    assert letter_of(message, "en") is None
