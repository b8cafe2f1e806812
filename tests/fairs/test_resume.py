"""A résumé for one fair: written, shared, taken back, read, kept in the journal, and gone after the fair."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from duikou.base import clock
from duikou.base.actor import COMMAND, SOMEBODY
from duikou.base.registry import personal_fields
from duikou.booking import actions as engine
from duikou.booking.models import Booking, WaitingEntry
from duikou.booking.tickets import manage_token
from duikou.directory.erasure import erase_people
from duikou.directory.export import everything_about
from duikou.fairs.actions import resumes
from duikou.fairs.actions.interviews import complete_all
from duikou.fairs.models import Fair, Resume, ResumeShare, Stand
from duikou.fairs.queries.resumes import resume_for_table, resumes_over, stands_to_share_with
from duikou.fairs.queries.seeker import booking_of
from duikou.fairs.rules import Refused
from duikou.journal.models import Entry
from tests.browser import DESK, PHONE, assert_accessible, assert_fits, follow, shot
from tests.fairs.seeker import CONTACT, NAME, a_post, book, times

pytestmark = pytest.mark.django_db(transaction=True)
SAID = {
    "looking_for": "车工，全日制",
    "work": "2019–2024 某机械厂 数控车工",
    "education": "职业技术学院 机械加工",
    "skills": "数控编程\n英语",
}


@pytest.fixture
def seeker(db: None) -> Client:
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def booking(seeker: Client) -> Booking:
    """Somebody's booking, made with the browser `seeker`."""
    return a_booking(seeker)


def a_booking(seeker: Client, fair: Fair | None = None, number: int = 0, **said: Any) -> Booking:
    post = a_post(fair=fair, times=6)
    book(seeker, post, times(post)[number], **said)
    return Booking.objects.latest("pk")


def path(booking: Booking, name: str = "resume") -> str:
    return reverse(f"fairs:{name}", args=[manage_token(booking)])


def write(client: Client, booking: Booking, /, **said: str) -> Any:
    return client.post(path(booking), {**SAID, "do": "keep", **said}, follow=True)


def share(client: Client, booking: Booking, *stands: Stand) -> Any:
    return client.post(path(booking), {"do": "share", "stands": [one.pk for one in stands]}, follow=True)


def stand_of(booking: Booking) -> Stand:
    return Stand.objects.get(resource=booking.slot.resource_id)


def at_table(booking: Booking, stand: Stand | None = None) -> str:
    stand = stand or stand_of(booking)
    return f"{reverse('fairs:table-resume', args=[stand.fair.slug, booking.public_id])}?stand={stand.pk}"


def did(what: str) -> list[str]:
    return [one.which for one in Entry.objects.filter(what=what).order_by("pk")]


def test_resume_is_written_shared_read_and_the_reading_is_shown_to_its_person(
    seeker: Client, booking: Booking, client_with: Callable[..., Any]
) -> None:
    stand = stand_of(booking)
    employer = client_with("employer", organisation=stand.employer)
    assert "Now tick who may read it" in write(seeker, booking).content.decode()
    table = reverse("fairs:table", args=[stand.fair.slug])
    assert "Read the résumé" not in employer.get(table).content.decode()
    assert employer.get(at_table(booking)).status_code == 302
    assert "Only the employers with a tick" in share(seeker, booking, stand).content.decode()
    assert at_table(booking) in employer.get(table).content.decode().replace("&amp;", "&")
    shown = employer.get(at_table(booking))
    assert shown.headers["Cache-Control"] == "private, no-store"
    for text in (NAME, *SAID.values()):
        assert text in shown.content.decode()
    assert CONTACT[-8:] not in shown.content.decode()
    page = seeker.get(path(booking))
    assert [one.employer for one in page.context["readings"]] == [str(stand.employer)]
    about = seeker.get(reverse("booking:about-me", args=[manage_token(booking)])).content.decode()
    assert "the employer you booked with, your résumé" in about
    resume = Resume.objects.get()
    assert did("resume.kept") == did("resume.shared") == [f"resume:{resume.public_id}"]
    said = repr(list(Entry.objects.values_list("what", "which", "details", "who")))
    assert not any(text in said for text in (NAME, *SAID.values()))


def test_what_is_taken_back_is_gone_at_once(seeker: Client, booking: Booking, client_with: Callable[..., Any]) -> None:
    stand = stand_of(booking)
    employer = client_with("employer", organisation=stand.employer)
    write(seeker, booking)
    share(seeker, booking, stand)
    assert employer.get(at_table(booking)).status_code == 200
    assert "Nobody can read it" in share(seeker, booking).content.decode()
    answer = employer.get(at_table(booking), follow=True)
    assert SAID["work"] not in answer.content.decode()
    assert "no résumé with you, or not any more" in answer.content.decode()
    assert len(did("resume.taken_back")) == 1


def test_only_employers_with_a_booking_of_the_person_can_be_chosen_and_see_it(
    seeker: Client, booking: Booking, client_with: Callable[..., Any]
) -> None:
    fair = stand_of(booking).fair
    second = a_booking(seeker, fair, number=2)
    other = a_post(fair=fair).stand
    assert other is not None
    elsewhere = stand_of(a_booking(seeker, number=4))
    write(seeker, booking)
    seen = seeker.get(path(second))
    assert seen.context["resume"] is not None, "the browser knows both bookings"
    assert len(seen.context["share"].fields["stands"].choices) == 2
    for wrong in (other, elsewhere):
        assert share(seeker, booking, stand_of(second), wrong).status_code == 422
    assert not ResumeShare.objects.exists()
    share(seeker, booking, stand_of(second))
    assert client_with("employer", organisation=stand_of(second).employer).get(at_table(second)).status_code == 200
    first = client_with("employer", organisation=stand_of(booking).employer)
    assert first.get(at_table(booking)).status_code == 302
    assert first.get(at_table(second)).status_code == 404
    assert first.get(at_table(second, stand_of(booking))).status_code == 404


def test_name_and_contact_alone_open_nobodys_resume(seeker: Client, booking: Booking) -> None:
    write(seeker, booking)
    share(seeker, booking, stand_of(booking))
    stranger = Client(headers={"accept-language": "en"})
    theirs = a_booking(stranger, stand_of(booking).fair, number=3)
    assert theirs.person_id == booking.person_id
    page = stranger.get(path(theirs))
    assert page.context["resume"] is None
    assert SAID["work"] not in page.content.decode()
    assert stands_to_share_with(theirs, known={theirs.public_id}) == [stand_of(theirs)]
    assert stranger.get(path(theirs, "resume-sheet")).status_code == 302
    stranger.post(path(theirs), {"do": "erase"})
    assert Resume.objects.count() == 1
    assert theirs.person is not None
    told = everything_about(theirs.person, known={theirs.public_id})
    assert SAID["work"] not in repr(told)
    assert SAID["work"] in repr(everything_about(theirs.person, known={booking.public_id}))


def test_link_alone_opens_it_after_the_telephone_was_lost(seeker: Client, booking: Booking) -> None:
    write(seeker, booking)
    other_phone = Client(headers={"accept-language": "en"})
    assert SAID["work"] in other_phone.get(path(booking)).content.decode()
    assert NAME in other_phone.get(path(booking, "resume-sheet")).content.decode()


@pytest.mark.parametrize("page", ["manage", "my"])
def test_ticket_and_my_bookings_lead_to_it(seeker: Client, booking: Booking, page: str) -> None:
    where = reverse("booking:my") if page == "my" else reverse("booking:manage", args=[manage_token(booking)])
    assert f'href="{path(booking)}"' in seeker.get(where).content.decode()


def test_whoever_waits_can_choose_the_employer_who_reads_nothing_before_there_is_a_place(
    seeker: Client, client_with: Callable[..., Any]
) -> None:
    booking = a_booking(seeker, number=3)
    fair = stand_of(booking).fair
    post = a_post(fair=fair, times=1)
    stand = post.stand
    assert stand is not None
    assert stand.resource is not None
    assert booking.person is not None
    book(Client(headers={"accept-language": "en"}), post, times(post)[0], name="李四", contact="13811112222")
    theirs = Booking.objects.latest("pk")
    waits = engine.wait(booking.person, resource=stand.resource, online=False, by=SOMEBODY)
    assert isinstance(waits, WaitingEntry)
    known = {booking.public_id, waits.public_id}
    assert stand in stands_to_share_with(booking, known=known)
    resumes.keep_resume(holder=full(booking), texts=SAID, known=known, by=SOMEBODY)
    assert resumes.share_resume(holder=full(booking), stands=[stand.pk], known=known, by=SOMEBODY) == {stand.pk}
    assert engine.cancel(theirs, by=COMMAND) is not None
    engine.fill_from_waiting()
    complete_all()
    got = Booking.objects.get(person=booking.person_id, slot__resource=stand.resource)
    assert resume_for_table(stand, got, now=clock.now()) is not None
    assert client_with("employer", organisation=stand.employer).get(at_table(got)).status_code == 200


def full(booking: Booking) -> Booking:
    """The booking as its page has it."""
    found = booking_of(booking.public_id)
    assert found is not None
    return found


def test_employer_reads_nothing_once_the_booking_is_cancelled(
    seeker: Client, booking: Booking, client_with: Callable[..., Any]
) -> None:
    write(seeker, booking)
    share(seeker, booking, stand_of(booking))
    seeker.post(reverse("booking:cancel", args=[manage_token(booking)]))
    employer = client_with("employer", organisation=stand_of(booking).employer)
    assert SAID["work"] not in employer.get(at_table(booking), follow=True).content.decode()
    assert "You have no booking at this fair at present" in seeker.get(path(booking)).content.decode()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (dict.fromkeys(SAID, ""), "Write something in one of the four boxes"),
        ({"work": "身份证 11010519491231002X"}, "looks like an identity number"),
        ({"skills": "请打 13912345678"}, "mobile number or e-mail address"),
        ({"education": "大专\n民族：藏"}, "“民族” out"),
        ({"looking_for": "Sex: f"}, "“Sex” out"),
        ({"skills": "- 出生年月: 1990"}, "“出生年月” out"),
        ({"work": "字" * 1501}, "at most 1500 characters"),
    ],
)
def test_what_is_refused_is_said_and_nothing_is_kept(
    seeker: Client, booking: Booking, said: dict[str, str], why: str
) -> None:
    answer = write(seeker, booking, **said)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert "11010519491231002X" not in answer.content.decode()
    assert not Resume.objects.exists()


@pytest.mark.parametrize(
    "said", [{"do": "print"}, {"do": "share", "stands": "1"}, {"do": "erase"}, {"do": "share", "stands": "x" * 40}]
)
def test_bad_steps_change_nothing(seeker: Client, booking: Booking, said: dict[str, str]) -> None:
    assert seeker.post(path(booking), said).status_code in (302, 422)
    assert not Resume.objects.exists()
    write(seeker, booking)
    if said["do"] != "erase":
        assert seeker.post(path(booking), said).status_code in (302, 422)
        assert Resume.objects.count() == 1
        assert not ResumeShare.objects.exists()


@pytest.mark.parametrize("token", ["x", "forged.token"])
def test_link_that_is_none_opens_nothing(token: str) -> None:
    for name in ("resume", "resume-sheet"):
        assert Client().get(reverse(f"fairs:{name}", args=[token])).status_code == 404


def test_signed_out_other_employers_and_other_roles_read_nothing(
    seeker: Client, booking: Booking, client_with: Callable[..., Any], organisation: Callable[..., Any]
) -> None:
    write(seeker, booking)
    share(seeker, booking, stand_of(booking))
    assert Client().get(at_table(booking)).status_code == 302
    assert client_with("employer", organisation=organisation()).get(at_table(booking)).status_code == 404
    for role in ("office", "door", "auditor"):
        own = stand_of(booking).fair.organiser if role != "auditor" else None
        assert client_with(role, organisation=own).get(at_table(booking)).status_code == 403
    assert did("person.read") == []


def test_it_is_erased_when_asked_for_and_with_its_person(seeker: Client, booking: Booking) -> None:
    write(seeker, booking)
    share(seeker, booking, stand_of(booking))
    assert "Your résumé is erased" in seeker.post(path(booking), {"do": "erase"}, follow=True).content.decode()
    assert not Resume.objects.exists()
    assert len(did("resume.erased")) == 1
    write(seeker, booking)
    assert booking.person_id is not None
    erase_people([booking.person_id])
    assert not Resume.objects.exists()
    assert Booking.objects.filter(pk=booking.pk, person=None).exists()


def test_it_goes_a_day_after_the_fair_and_nobody_reads_it_from_then_on(
    seeker: Client, booking: Booking, client_with: Callable[..., Any], clock_at: Callable[[datetime], None]
) -> None:
    write(seeker, booking)
    share(seeker, booking, stand_of(booking))
    stand = stand_of(booking)
    employer = client_with("employer", organisation=stand.employer)
    clock_at(stand.fair.ends_at + timedelta(hours=23, minutes=59))
    assert resume_for_table(stand, booking, now=clock.now()) is not None
    assert resumes.drop_resumes() == 0
    clock_at(stand.fair.ends_at + timedelta(days=1))
    overdue = personal_fields.get("fairs.Resume.work").overdue  # type: ignore[union-attr]
    assert overdue is not None
    assert overdue(clock.now()).count() == 1
    assert SAID["work"] not in employer.get(at_table(booking), follow=True).content.decode()
    assert SAID["work"] not in seeker.get(path(booking)).content.decode()
    with pytest.raises(Refused):
        resumes.keep_resume(holder=full(booking), texts=SAID, known={booking.public_id}, by=SOMEBODY)
    assert resumes.drop_resumes() == 1
    assert not overdue(clock.now()).exists()


def test_it_goes_when_the_fair_is_cancelled_and_with_a_booking_that_lost_its_person(
    seeker: Client, booking: Booking
) -> None:
    write(seeker, booking)
    Fair.objects.update(state=Fair.State.CANCELLED)
    assert "nobody can read it" in seeker.get(path(booking)).content.decode()
    assert resumes_over(clock.now()).count() == 1
    Fair.objects.update(state=Fair.State.PUBLISHED)
    assert not resumes_over(clock.now()).exists()
    Booking.objects.update(person=None)
    assert resumes.drop_resumes() == 1


def test_it_stands_sealed_in_the_database(seeker: Client, booking: Booking) -> None:
    write(seeker, booking)
    with connection.cursor() as cursor:
        cursor.execute("SELECT looking_for, work, education, skills FROM fairs_resume")
        row = cursor.fetchone()
    assert all(column.startswith("s1:") for column in row)


def test_table_asks_no_more_for_three_talks_than_for_one(
    seeker: Client, booking: Booking, client_with: Callable[..., Any]
) -> None:
    stand = stand_of(booking)
    employer = client_with("employer", organisation=stand.employer)
    table = reverse("fairs:table", args=[stand.fair.slug])
    write(seeker, booking)
    share(seeker, booking, stand)
    counted = []
    for number in (0, 3, 4):
        if number:
            person = Client(headers={"accept-language": "en"})
            post = stand.posts.get()
            book(person, post, times(post)[number], name=f"李{number}", contact=f"1381111222{number}")
            theirs = Booking.objects.latest("pk")
            write(person, theirs)
            share(person, theirs, stand)
        employer.get(table)
        with CaptureQueriesContext(connection) as queries:
            page = employer.get(table)
        assert len(page.context["resumes"]) == (1 if not number else number - 1)
        counted.append(len(queries))
    assert len(set(counted)) == 1


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "size", "javascript"),
    [
        pytest.param("en", PHONE, True, id="en-phone"),
        pytest.param("zh-hans", PHONE, False, id="zh-phone-no-scripts"),
        pytest.param("zh-hans", DESK, True, id="zh-desk"),
        pytest.param("en", DESK, False, id="en-desk-no-scripts"),
    ],
)
def test_resume_is_written_and_shared_in_a_browser(
    booking: Booking, new_page: Any, client_with: Callable[..., Any], size: Any, javascript: bool, language: str
) -> None:
    def seen(page: Any, name: str) -> None:
        if javascript:  # axe is itself a script
            assert_accessible(page)
            assert_fits(page)
        shot(page, f"resume-{language}-{size['width']}-{name}")

    page = new_page(javascript=javascript, size=size, language=language)
    page.goto(reverse("booking:manage", args=[manage_token(booking)]))
    follow(page, page.locator(f'a[href="{path(booking)}"]').first)
    seen(page, "empty")
    for box, text in SAID.items():
        page.locator(f"textarea[name={box}]").fill(text)
    follow(page, page.locator("button[value=keep]"))
    page.locator("input[name=stands]").first.check()
    follow(page, page.locator("button[value=share]"))
    assert page.locator("input[name=stands]").first.is_checked()
    seen(page, "shared")
    follow(page, page.locator('a[href$="/sheet"]'))
    seen(page, "sheet")
    stand = stand_of(booking)
    client = client_with("employer", organisation=stand.employer, language=language)
    table = new_page(javascript=javascript, size=size, language=language, client=client)
    table.goto(reverse("fairs:table", args=[stand.fair.slug]))
    follow(table, table.locator('a[href*="/resume"]').first)
    assert SAID["education"] in table.content()
    seen(table, "table")
