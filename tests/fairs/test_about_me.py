"""All that is stored about somebody: seen, taken along, put right and erased by their own link, by nobody else's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from duikou.booking.models import Booking, WaitingEntry
from duikou.booking.tickets import entry_token, manage_token, waiting_token
from duikou.directory.actions import keep_person
from duikou.directory.models import Erased, Person
from duikou.journal.models import Answered, Entry, Message
from tests.fairs.drawing import a_fair_drawn, drawn, entered
from tests.fairs.seeker import CONTACT, NAME, a_post, address, book, times

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_tries() -> None:
    cache.clear()


@pytest.fixture
def booking(visitor: Client) -> Booking:
    post = a_post()
    book(visitor, post, times(post)[0])
    return Booking.objects.get()


def another(client: Client, booking: Booking, at: int = 1) -> Booking:
    """A second booking of the same person, at another employer of the fair."""
    post = a_post(fair=booking.interview.fair, times=3)
    book(client, post, times(post)[at])
    return Booking.objects.latest("pk")


def stranger() -> Client:
    return Client(headers={"accept-language": "en"})


def text(response: Any) -> str:
    return str(response.content.decode())


def test_the_file_holds_everything_in_words(visitor: Client, booking: Booking) -> None:
    answer = visitor.post(address("about-me-file", booking), {"contact": " 139 1234 5678 "})
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"] == 'attachment; filename="about-me.json"'
    assert answer["Cache-Control"] == "private, no-store"
    told = json.loads(text(answer))
    about = told["Kept about you"]
    assert (about["name of whoever books"], about["mobile number or e-mail address"]) == (NAME, f"+86{CONTACT}")
    assert told["Your bookings"][0]["Code"] == booking.code
    assert told["Interviews"][0]["Employer"] == str(booking.interview.stand.employer)
    assert any("booked a place (yourself)" in line for line in told["What was done"])
    (row,), (talk,) = told["Your bookings"], told["Interviews"]
    assert (row["State"], row["Came"], row["Made by way of"]) == ("is booked", "not yet", "on a web page")
    assert talk["Outcome, as the employer noted it"] == "not known"
    assert told["Messages to you"][0].endswith(" · to be sent")
    assert Entry.objects.filter(what="person.exported", which=f"booking:{booking.public_id}").count() == 1


def test_the_file_is_not_handed_to_who_only_has_the_link(booking: Booking) -> None:
    for contact, said in (
        ("13700000009", "You did not book with this one"),
        ("", "Write the mobile"),
        ("x", "neither"),
    ):
        answer = stranger().post(address("about-me-file", booking), {"contact": contact})
        assert answer.status_code == 422
        assert said in text(answer)
        assert NAME not in text(answer)
    for _ in range(10):
        stranger().post(address("about-me-file", booking), {"contact": "13700000009"})
    assert stranger().post(address("about-me-file", booking), {"contact": CONTACT}).status_code == 429
    assert stranger().get(address("about-me-file", booking)).status_code == 405


def test_bookings_of_another_browser_are_counted_and_not_told(visitor: Client, booking: Booking) -> None:
    elsewhere = another(stranger(), booking)
    answer = visitor.post(address("about-me-file", booking), {"contact": CONTACT})
    assert elsewhere.code not in text(answer)
    assert str(elsewhere.interview.stand.employer) not in text(answer)
    told = json.loads(text(answer))
    assert told["Kept under this name and contact, but not made with this link"] == 1
    assert "How many bookings you have" not in told
    mine = another(visitor, booking, at=2)
    assert mine.code in text(visitor.post(address("about-me-file", booking), {"contact": CONTACT}))


def test_page_says_for_how_long_whoever_came_cancelled_or_may_come_is_kept(visitor: Client, booking: Booking) -> None:
    came, may_come, will_not = "deleted 30 days after", "and 30 days after it if you do", "and deleted a day after"
    for state, attendance, says in (
        ("confirmed", "expected", may_come),
        ("confirmed", "arrived", came),
        ("cancelled", "expected", will_not),
    ):
        Booking.objects.filter(pk=booking.pk).update(state=state, attendance=attendance)
        page = text(visitor.get(address("about-me", booking)))
        assert [one for one in (came, may_come, will_not) if one in page] == [says]


def test_page_of_an_entry_says_how_long_it_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    fair, posts = a_fair_drawn(stands=1, times=1)
    entries = [entered(fair, posts) for _ in range(2)]

    def page(entry: Any) -> str:
        return text(stranger().get(reverse("fairs:entry-about-me", args=[entry_token(entry)])))

    assert all("and 30 days after it if you do" in page(one) for one in entries)
    drawn(fair, monkeypatch)
    won = [page(one) for one in entries if one.wishes.filter(outcome="won").exists()]
    lost = [page(one) for one in entries if not one.wishes.filter(outcome="won").exists()]
    assert ["and 30 days after it if you do" in one for one in (*won, *lost)] == [True, False]
    assert "and deleted a day after the event" in lost[0]


def test_one_click_erases_all_that_this_browser_made(visitor: Client, booking: Booking) -> None:
    second = another(visitor, booking)
    person = booking.person
    assert person is not None
    answer = visitor.post(address("about-me", booking))
    assert "Your name and contact are deleted" in text(answer)
    assert not Person.objects.exists()
    for one in (booking, second):
        one.refresh_from_db()
        assert (one.person_id, one.state, one.slot.taken) == (None, Booking.State.CANCELLED, 0)
    assert Booking.objects.count() == 2, "the counts stay"
    assert Erased.objects.count() == 1
    assert visitor.get(address("about-me", booking)).status_code == 410
    assert "This browser knows no bookings" in text(visitor.get(reverse("booking:my")))


def test_bookings_of_another_browser_are_not_ended_by_a_name_and_a_number(visitor: Client, booking: Booking) -> None:
    elsewhere = another(stranger(), booking)
    assert "This booking is cancelled" in text(visitor.post(address("about-me", booking)))
    elsewhere.refresh_from_db()
    assert (elsewhere.state, elsewhere.person_id) == (Booking.State.CONFIRMED, booking.person_id)
    assert not Erased.objects.exists()


def test_nothing_of_an_erased_person_stands_beside_another(
    visitor: Client, booking: Booking, django_capture_on_commit_callbacks: Any
) -> None:
    Answered.objects.create(key="k", asked=b"a" * 32, answer={"id": str(booking.public_id)}, at=booking.created_at)
    with django_capture_on_commit_callbacks(execute=True):
        visitor.post(address("about-me", booking))
    assert set(Message.objects.values_list("recipient", flat=True)) == {"person:"}
    assert not Message.objects.filter(state=Message.State.WAITING).exists()
    assert bytes(Answered.objects.get().asked) != b"a" * 32


def test_name_contact_and_language_are_put_right_and_found_by(visitor: Client, booking: Booking) -> None:
    said = {"name": "阿依古丽", "contact": "z@example.org", "language": "zh-hans"}
    answer = visitor.post(address("about-me-correct", booking), said)
    assert answer["Location"] == address("about-me", booking)
    person = Person.objects.get()
    assert (person.name, person.contact, person.contact_language) == ("阿依古丽", "z@example.org", "zh-hans")
    assert keep_person(name="阿依古丽", contact="z@example.org", language="en").pk == person.pk
    found = stranger().post(reverse("booking:find"), {"code": booking.code, "contact": "z@example.org"})
    assert found["Location"] == address("manage", booking)
    assert stranger().post(reverse("booking:find"), {"code": booking.code, "contact": CONTACT}).status_code == 422
    entry = Entry.objects.get(what="person.corrected")
    assert entry.details == {"fields": ["name", "contact", "contact_language"]}


def test_what_is_left_empty_stays(visitor: Client, booking: Booking) -> None:
    visitor.post(address("about-me-correct", booking), {"name": "", "contact": "", "language": "zh-hans"})
    person = Person.objects.get()
    assert (person.name, person.contact, person.contact_language) == (NAME, f"+86{CONTACT}", "zh-hans")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("contact", "nobody", "neither a telephone number"),
        ("name", "12345", "at least one letter"),
        ("name", "11010519491231002X", "identity"),
        ("language", "xx", "valid choice"),
    ],
)
def test_wrong_corrections_are_said(visitor: Client, booking: Booking, field: str, value: str, said: str) -> None:
    answer = visitor.post(address("about-me-correct", booking), {"language": "en", field: value})
    assert answer.status_code == 422
    assert said in text(answer)
    assert Person.objects.get().name == NAME


def test_correcting_never_makes_two_people_one_and_says_nothing_of_the_other(visitor: Client, booking: Booking) -> None:
    other = keep_person(name="王芳", contact="13700001234", language="en")
    said = {"name": "王芳", "contact": "13700001234", "language": "en"}
    answer = visitor.post(address("about-me-correct", booking), said)
    assert answer.status_code == 302, "as for a name that nobody else has"
    booking.refresh_from_db()
    assert booking.person_id != other.pk
    assert Person.objects.count() == 2
    assert keep_person(name="王芳", contact="13700001234", language="en").pk == other.pk
    found = stranger().post(reverse("booking:find"), {"code": booking.code, "contact": "13700001234"})
    assert found["Location"] == address("manage", booking)


def test_a_stranger_who_books_under_somebodys_name_changes_nothing_of_theirs(booking: Booking) -> None:
    stolen, mine = stranger(), booking
    own = another(stolen, mine)
    said = {"name": "", "contact": "13666666666", "language": "en"}
    answer = stolen.post(address("about-me-correct", own), said)
    assert answer.status_code == 422
    assert "neither this link nor this browser made" in text(answer)
    assert Person.objects.get().contact == f"+86{CONTACT}"


@pytest.fixture
def entry(booking: Booking) -> WaitingEntry:
    assert booking.person is not None
    Booking.objects.update(person=None)
    return WaitingEntry.objects.create(
        offer=booking.offer, resource=booking.slot.resource, person=booking.person, created_at=booking.created_at
    )


def test_who_only_waits_has_the_same_page(entry: WaitingEntry) -> None:
    token, client = waiting_token(entry), stranger()
    page = client.get(reverse("booking:waiting-about-me", args=[token]))
    assert "Your places on waiting lists" in text(page)
    file = client.post(reverse("booking:waiting-about-me-file", args=[token]), {"contact": CONTACT})
    assert "Places on waiting lists" in json.loads(text(file))
    right = reverse("booking:waiting-about-me-correct", args=[token])
    assert client.post(right, {"name": "新名", "contact": "", "language": "en"}).status_code == 302
    assert Person.objects.get().name == "新名"
    assert "Your name and contact are deleted" in text(client.post(reverse("booking:waiting-about-me", args=[token])))
    entry.refresh_from_db()
    assert (entry.person_id, entry.state) == (None, WaitingEntry.State.LEFT)
    assert not Person.objects.exists()


def test_staff_act_on_a_link_or_on_code_and_contact(booking: Booking, tmp_path, capsys) -> None:
    file = tmp_path / "somebody.json"
    another(stranger(), booking)
    shown = {"code": booking.code, "contact": CONTACT}
    call_command("person", "export", code=booking.code, contact=CONTACT, to=file)
    told = json.loads(file.read_text(encoding="utf-8"))
    assert file.stat().st_mode & 0o777 == 0o600
    assert NAME in str(told)
    assert Entry.objects.get(what="person.exported").door == "command"
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("person", "export", **shown, to=file)
    call_command("person", "correct", link=f"https://x/b/{manage_token(booking)}/", name="新名")
    assert Person.objects.get().name == "新名"
    with pytest.raises(CommandError, match="no such booking"):
        call_command("person", "erase", code=booking.code, contact="13700000009")
    with pytest.raises(CommandError, match="altered"):
        call_command("person", "erase", link="x")
    with pytest.raises(CommandError, match="give --link"):
        call_command("person", "erase", code=booking.code)
    call_command("person", "erase", **shown)
    assert not Person.objects.exists()
    assert not Booking.objects.filter(state__in=Booking.LIVE).exists()
    assert NAME not in capsys.readouterr().out


def test_the_api_does_the_same_with_the_bookings_own_key(booking: Booking) -> None:
    client = Client(headers={"authorization": f"Bearer {manage_token(booking)}", "accept-language": "en"})
    where = f"/api/v1/bookings/{booking.public_id}/person"
    wrong = client.post(f"{where}/copy", {"contact": "13700000009"}, content_type="application/json")
    assert (wrong.status_code, NAME in text(wrong)) == (422, False)
    told = client.post(f"{where}/copy", {"contact": CONTACT}, content_type="application/json").json()
    assert told["Kept about you"]["name of whoever books"] == NAME
    right = {"name": "新名", "contact": CONTACT, "language": "en"}
    assert client.put(where, right, content_type="application/json").status_code == 204
    assert Person.objects.get().name == "新名"
    elsewhere = stranger()
    post = a_post(fair=booking.interview.fair)
    book(elsewhere, post, times(post)[1], name="新名")
    refused = client.delete(where)
    assert (refused.status_code, refused.json()["reason"]) == (409, "still_needed")
    Booking.objects.exclude(pk=booking.pk).update(state=Booking.State.CANCELLED)
    assert client.delete(where).status_code == 204
    assert not Person.objects.exists()


def test_somebody_who_is_kept_on_paper_has_the_page_without_a_contact(booking: Booking) -> None:
    Person.objects.update(contact="")
    client = stranger()
    assert "****" not in text(client.get(address("about-me", booking)))
    told = json.loads(text(client.post(address("about-me-file", booking))))
    assert told["Your bookings"][0]["Code"] == booking.code
    said = {"name": "新名", "contact": "", "language": "zh-hans"}
    assert client.post(address("about-me-correct", booking), said).status_code == 302
    person = Person.objects.get()
    assert (person.name, person.contact, person.contact_language) == ("新名", "", "zh-hans")
    said["contact"] = CONTACT
    assert client.post(address("about-me-correct", booking), said).status_code == 302
    assert keep_person(name="新名", contact=CONTACT, language="en").pk == person.pk
