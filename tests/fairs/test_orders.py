"""Employers name an order in a ranked draw: by what is shared with them, under codes, until orders are closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.base import clock
from duikou.base.actor import SOMEBODY
from duikou.base.registry import personal_fields
from duikou.booking.draw import read
from duikou.booking.models import Booking, DrawEntry, Wish
from duikou.booking.tickets import entry_token, manage_token
from duikou.directory.erasure import erase_people
from duikou.directory.export import everything_about
from duikou.directory.models import Grant
from duikou.fairs import links
from duikou.fairs.actions import resumes
from duikou.fairs.actions.orders import ask_for_orders
from duikou.fairs.models import Fair, Post, Resume, Stand
from duikou.fairs.queries.draws import wishes_of
from duikou.fairs.queries.resumes import resumes_over
from duikou.journal.letters import letter_of
from duikou.journal.models import Entry, Message
from tests.browser import DESK, PHONE, follow, looks_well
from tests.fairs.drawing import a_fair_drawn, draw_of, drawn, entered, frozen, pass_deadline, send
from tests.fairs.factories import make_office
from tests.fairs.seeker import CONTACT, NAME
from tests.fairs.test_office_draw import console, local, plan, said, step

pytestmark = pytest.mark.django_db
TEXTS = {"looking_for": "Lathe work", "work": "Five years at a lathe", "education": "", "skills": "NC programs"}


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def seeker() -> Client:
    return Client(headers={"accept-language": "en"})


def stand_of(post: Post) -> Stand:
    assert post.stand is not None
    return post.stand


def sharing(fair: Fair, posts: list[Post], *, with_: list[Post] | None = None, **texts: str) -> DrawEntry:
    """Somebody's entry whose résumé is shared with the employers they wish for, or only `with_` some."""
    entry = entered(fair, posts)
    known = {entry.public_id}
    resumes.keep_resume(holder=entry, texts={**TEXTS, **texts}, known=known, by=SOMEBODY)
    stands = [stand_of(one).pk for one in (posts if with_ is None else with_)]
    resumes.share_resume(holder=entry, stands=stands, known=known, by=SOMEBODY)
    return entry


def employer_of(client_with: Callable[..., Client], post: Post) -> Client:
    return client_with("employer", organisation=stand_of(post).employer)


def path(post: Post) -> str:
    stand = stand_of(post)
    return f"{reverse('fairs:stand-order', args=[stand.fair.slug])}?stand={stand.pk}"


def sheet(post: Post, entry: DrawEntry) -> str:
    stand = stand_of(post)
    where = reverse("fairs:stand-order-sheet", args=[stand.fair.slug, entry.public_id])
    return f"{where}?stand={stand.pk}"


def keep(client: Client, post: Post, *entries: DrawEntry, **more: str) -> Any:
    numbers = {one.code: str(at) for at, one in enumerate(entries, start=1)}
    return client.post(path(post), {"do": "keep", **numbers, **more}, follow=True)


def named(post: Post) -> list[str]:
    rows = Wish.objects.filter(resource=stand_of(post).resource, named__isnull=False).order_by("named")
    return list(rows.values_list("entry__code", flat=True))


def test_employer_reads_codes_and_names_an_order_that_the_list_holds(
    client_with: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    fair, posts = a_fair_drawn(ranked=True)
    first, second = (sharing(fair, posts[:1], work=f"Shop {n}") for n in (1, 2))
    silent = entered(fair, posts[:1])
    employer = employer_of(client_with, posts[0])
    assert "Wishes are still taken" in said(employer.get(path(posts[0])))
    assert first.code[:3] not in said(employer.get(path(posts[0])))
    pass_deadline(monkeypatch, fair)
    page = employer.get(path(posts[0]))
    assert page.headers["Cache-Control"] == "private, no-store"
    assert [wish.entry for wish in page.context["wishes"]] == sorted([first, second], key=lambda one: one.code)
    assert silent.code[:3] not in said(page)
    assert "share nothing, who are not shown here" in said(page)
    shown = said(employer.get(sheet(posts[0], first)))
    assert "Shop 1" in shown
    assert first.person is not None
    assert first.person.name not in shown
    assert "Your order is kept" in said(keep(employer, posts[0], second, first))
    assert named(posts[0]) == [second.code, first.code]
    again = employer.get(path(posts[0]))
    assert [wish.entry for wish in again.context["wishes"]] == [second, first]
    draw = frozen(fair, monkeypatch)
    stand = stand_of(posts[0])
    assert read(bytes(draw.file.frozen)).ranks == {str(stand.resource_id): (second.code, first.code)}
    late = keep(employer, posts[0], first, second)
    assert "Orders were taken until" in said(late)
    assert named(posts[0]) == [second.code, first.code]
    assert employer.get(sheet(posts[0], first)).status_code == 302


def test_each_reading_is_kept_and_shown_to_its_person(
    client_with: Callable[..., Client], monkeypatch: pytest.MonkeyPatch, seeker: Client
) -> None:
    fair, posts = a_fair_drawn(ranked=True)
    entry = sharing(fair, posts[:2])
    pass_deadline(monkeypatch, fair)
    for post in posts[:2]:
        employer_of(client_with, post).get(sheet(post, entry))
    page = seeker.get(reverse("fairs:entry-resume", args=[entry_token(entry)]))
    assert {one.employer for one in page.context["readings"]} == {str(stand_of(one).employer) for one in posts[:2]}
    assert Entry.objects.filter(what="person.read").count() == 2


def test_one_by_one_from_the_sheet_and_out_again(
    client_with: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    fair, posts = a_fair_drawn(ranked=True)
    first, second = (sharing(fair, posts[:1]) for _ in range(2))
    pass_deadline(monkeypatch, fair)
    employer = employer_of(client_with, posts[0])
    for one in (second, first, second):
        employer.post(path(posts[0]), {"do": f"last:{one.code}"})
    assert named(posts[0]) == [first.code, second.code]
    assert "Number 2 in your order" in said(employer.get(sheet(posts[0], second)))
    employer.post(path(posts[0]), {"do": f"out:{first.code}"})
    assert named(posts[0]) == [second.code]
    assert "name nobody" in said(employer.post(path(posts[0]), {"do": f"out:{second.code}"}, follow=True))


@pytest.mark.parametrize(
    ("values", "status", "says"),
    [
        ({"first": "1", "second": "1"}, 422, "Give each number once"),
        ({"first": "0"}, 422, "greater than or equal to 1"),
        ({"first": "x"}, 422, "whole number"),
        ({"first": "1" * 30}, 422, "less than or equal to"),
        ({"do": "shuffle"}, 200, "does not exist"),
        ({"do": "last:AAAAAA"}, 200, "takes no part any more"),
        ({"do": "last:"}, 200, "takes no part any more"),
    ],
)
def test_bad_input_says_what_to_do(
    client_with: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
    values: dict[str, str],
    status: int,
    says: str,
) -> None:
    fair, posts = a_fair_drawn(ranked=True)
    codes = {name: sharing(fair, posts[:1]).code for name in ("first", "second")}
    pass_deadline(monkeypatch, fair)
    sent = {"do": "keep", **{codes.get(name, name): value for name, value in values.items()}}
    answer = employer_of(client_with, posts[0]).post(path(posts[0]), sent, follow=True)
    assert answer.status_code == status
    assert says in said(answer)
    assert named(posts[0]) == []


def test_nobody_else_sees_or_changes_an_order(
    client: Client, client_with: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    fair, posts = a_fair_drawn(ranked=True)
    entry = sharing(fair, posts, with_=posts[:1])
    pass_deadline(monkeypatch, fair)
    rival = employer_of(client_with, posts[1])
    office = client_with("office", organisation=make_office())
    for other in (client, rival, office, client_with("door", organisation=make_office())):
        for where in (path(posts[0]), sheet(posts[0], entry)):
            assert other.get(where).status_code in (302, 403, 404)
        assert other.post(path(posts[0]), {"do": f"last:{entry.code}"}).status_code in (302, 403, 404)
    assert [one.entry for one in rival.get(path(posts[1])).context["wishes"]] == []
    assert TEXTS["work"] not in said(rival.get(sheet(posts[1], entry), follow=True))
    keep(rival, posts[1], entry)
    rival.post(path(posts[1]), {"do": f"last:{entry.code}"})
    assert not Wish.objects.filter(named__isnull=False).exists()


def test_whoever_takes_the_resume_back_stands_in_no_order_and_is_shown_no_more(
    client_with: Callable[..., Client], monkeypatch: pytest.MonkeyPatch, seeker: Client
) -> None:
    fair, posts = a_fair_drawn(ranked=True)
    entry, other, gone = (sharing(fair, posts[:2]) for _ in range(3))
    pass_deadline(monkeypatch, fair)
    for post in posts[:2]:
        keep(employer_of(client_with, post), post, entry, other, gone)
    where = reverse("fairs:entry-resume", args=[entry_token(entry)])
    seeker.post(where, {"do": "share", "stands": [stand_of(posts[1]).pk]})
    seeker.post(reverse("fairs:entry-resume", args=[entry_token(gone)]), {"do": "erase"})
    assert named(posts[0]) == [other.code]
    assert named(posts[1]) == [entry.code, other.code]
    employer = employer_of(client_with, posts[0])
    assert employer.get(sheet(posts[0], entry)).status_code == 302
    answer = keep(employer, posts[0], other, entry)
    assert named(posts[0]) == [other.code], said(answer)
    draw = frozen(fair, monkeypatch)
    ranks = read(bytes(draw.file.frozen)).ranks
    assert ranks == {
        str(stand_of(posts[0]).resource_id): (other.code,),
        str(stand_of(posts[1]).resource_id): (entry.code, other.code),
    }


def test_employers_with_somebody_to_name_are_asked_once_until_orders_are_closed(
    client_with: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    fair, posts = a_fair_drawn(ranked=True)
    sharing(fair, posts[:2], with_=posts[:1])
    for post in posts:
        employer_of(client_with, post)
    assert ask_for_orders() == 0
    pass_deadline(monkeypatch, fair)
    assert (ask_for_orders(), ask_for_orders()) == (1, 1)
    message = Message.objects.get(template="order_asked")
    grant = Grant.objects.get(organisation=stand_of(posts[0]).employer)
    assert message.recipient == f"account:{grant.account.public_id}"
    assert message.expires_at == draw_of(fair).ranks_until
    letter = letter_of(message, "en")
    assert letter is not None
    assert path(posts[0]) in letter.body
    frozen(fair, monkeypatch)
    assert ask_for_orders() == 0
    assert letter_of(message, "en") is None


def test_rule_is_stated_before_anybody_wishes(seeker: Client, client_with: Callable[..., Client]) -> None:
    fair, posts = a_fair_drawn(ranked=True)
    office = client_with("office", organisation=make_office())
    rule = "Whom an employer names comes before all others there"
    for where in (reverse("fairs:draw", args=[fair.slug]), reverse("fairs:wishes", args=[fair.slug])):
        assert rule in said(seeker.get(where))
    assert rule in said(office.get(reverse("fairs:office-draw-enter", args=[fair.slug])))
    send(seeker, fair, posts[:1])
    entry = DrawEntry.objects.get()
    assert reverse("fairs:entry-resume", args=[entry_token(entry)]) in said(seeker.get(links.entry_path(entry)))
    assert "who shares none takes part by lot" in said(
        seeker.get(reverse("fairs:entry-slip", args=[entry_token(entry)]))
    )
    plain, _posts = a_fair_drawn()
    assert rule not in said(seeker.get(reverse("fairs:draw", args=[plain.slug])))


def test_resume_is_written_by_the_link_of_the_entry_and_read_by_code(seeker: Client) -> None:
    fair, posts = a_fair_drawn(ranked=True)
    send(seeker, fair, posts[:2])
    entry = DrawEntry.objects.get()
    where = reverse("fairs:entry-resume", args=[entry_token(entry)])
    page = seeker.get(where)
    assert "your code is shown in place of your name" in said(page)
    assert "Now tick who may read it" in said(seeker.post(where, {**TEXTS, "do": "keep"}, follow=True))
    seeker.post(where, {"do": "share", "stands": [stand_of(posts[0]).pk]})
    resume = Resume.objects.get()
    assert (resume.entry, resume.booking) == (entry, None)
    assert list(resume.shares.values_list("stand", flat=True)) == [stand_of(posts[0]).pk]
    shown = said(seeker.get(reverse("fairs:entry-resume-sheet", args=[entry_token(entry)])))
    assert TEXTS["work"] in shown
    assert NAME not in shown
    assert CONTACT[-8:] not in shown
    assert entry.person is not None
    assert TEXTS["work"] in repr(everything_about(entry.person, known={entry.public_id}))


def test_draw_without_orders_asks_for_no_resume(seeker: Client, client_with: Callable[..., Client]) -> None:
    fair, posts = a_fair_drawn()
    send(seeker, fair, posts[:1])
    entry = DrawEntry.objects.get()
    for name in ("entry-resume", "entry-resume-sheet"):
        answer = seeker.get(reverse(f"fairs:{name}", args=[entry_token(entry)]), follow=True)
        assert answer.request["PATH_INFO"] == links.entry_path(entry)
    seeker.post(reverse("fairs:entry-resume", args=[entry_token(entry)]), {**TEXTS, "do": "keep"})
    assert not Resume.objects.exists()
    answer = employer_of(client_with, posts[0]).get(path(posts[0]), follow=True)
    assert "nobody is put in order" in said(answer)


def test_what_an_entry_won_opens_its_resume_and_the_table_reads_it(
    client_with: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    fair, posts = a_fair_drawn(ranked=True, stands=1)
    entry = sharing(fair, posts)
    drawn(fair, monkeypatch)
    booking = Booking.objects.get()
    other_phone = Client(headers={"accept-language": "en"})
    page = other_phone.get(reverse("fairs:resume", args=[manage_token(booking)]))
    assert page.context["resume"] == Resume.objects.get()
    stand = stand_of(posts[0])
    at_table = reverse("fairs:table-resume", args=[fair.slug, booking.public_id])
    shown = said(employer_of(client_with, posts[0]).get(f"{at_table}?stand={stand.pk}"))
    assert TEXTS["work"] in shown
    assert entry.person is not None
    assert entry.person.name in shown


def test_each_person_reads_what_the_order_did(
    client_with: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    fair, posts = a_fair_drawn(ranked=True, times=1)
    winner, second = (sharing(fair, posts[:1]) for _ in range(2))
    third = entered(fair, [posts[0], posts[1]])
    alone = entered(fair, posts[2:])
    pass_deadline(monkeypatch, fair)
    keep(employer_of(client_with, posts[0]), posts[0], winner, second)
    drawn(fair, monkeypatch)

    def why(entry: DrawEntry) -> list[str]:
        fresh = DrawEntry.objects.select_related("draw__offer").get(pk=entry.pk)
        return [one.why for one in wishes_of(fresh)]

    assert why(winner) == [
        "Number 1 of 3 for 1 place: it is yours. The employer had put you at number 1 of the 2 it named."
    ]
    assert why(second) == [
        "Number 2 of 3 for 1 place: it went to others. The employer had put you at number 2 of the 2 it named."
    ]
    assert why(third) == [
        "Number 3 of 3 for 1 place: it went to others. The employer had named 2 people in its order; you came after"
        " them, by lot.",
        "Number 1 of 1 for 1 place: it is yours.",
    ]
    assert why(alone) == ["Number 1 of 1 for 1 place: it is yours."]


def test_resume_of_an_entry_goes_with_its_person_and_a_day_after_the_fair(monkeypatch: pytest.MonkeyPatch) -> None:
    fair, posts = a_fair_drawn(ranked=True)
    first, second = (sharing(fair, posts[:1]) for _ in range(2))
    erase_people([first.person_id or 0])
    assert Resume.objects.get().entry == second
    monkeypatch.setattr(clock, "now", lambda: fair.ends_at + timedelta(days=1))
    overdue = personal_fields.get("fairs.Resume.work").overdue  # type: ignore[union-attr]
    assert overdue is not None
    assert overdue(clock.now()).count() == resumes_over(clock.now()).count() == 1
    assert resumes.drop_resumes() == 1
    assert not overdue(clock.now()).exists()


def test_office_plans_orders_and_sees_who_has_named_one(
    client_with: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    fair, posts = a_fair_drawn()
    office = client_with("office", organisation=make_office())
    until = clock.now() + timedelta(days=2)
    assert "Write until when employers" in said(plan(office, fair, ranked="on"))
    assert "write a later moment" in said(plan(office, fair, ranked="on", ranks_until=local(until)))
    later = local(until + timedelta(days=1))
    assert "The plan is kept" in said(plan(office, fair, ranked="on", ranks_until=later))
    assert local(draw_of(fair).ranks_until) == later
    entry = sharing(fair, posts)
    assert "so it stays" in said(plan(office, fair))
    assert "The plan is kept" in said(plan(office, fair, ranked="on", ranks_until=later, wishes_max="6"))
    pass_deadline(monkeypatch, fair)
    assert "Employers name their orders" in said(office.get(console(fair)))
    assert "Orders can still be named" in said(step(office, fair, "freeze", source="drand", source_at=later))
    keep(employer_of(client_with, posts[1]), posts[1], entry)
    rows = dict(office.get(console(fair)).context["orders"])
    assert rows == {stand_of(one): one == posts[1] for one in posts}
    assert "order named" in said(office.get(console(fair)))
    assert f"?stand={stand_of(posts[1]).pk}" in said(
        employer_of(client_with, posts[1]).get(reverse("fairs:stand", args=[fair.slug]))
    )


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("language", "size", "scripts"),
    [
        pytest.param("zh-hans", PHONE, False, id="zh-phone-no-scripts"),
        pytest.param("en", DESK, True, id="en-desk"),
    ],
)
def test_order_is_named_in_a_browser(
    new_page: Any,
    client_with: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    size: Any,
    scripts: bool,
) -> None:
    fair, posts = a_fair_drawn(ranked=True)
    first, second, third = (sharing(fair, posts[:1]) for _ in range(3))

    def seen(page: Any, name: str) -> None:
        looks_well(page, f"orders-{language}-{name}", scripts=scripts)

    person = new_page(javascript=scripts, size=size, language=language)
    for name, where in (
        ("public", reverse("fairs:draw", args=[fair.slug])),
        ("wishes", reverse("fairs:wishes", args=[fair.slug])),
        ("entry", links.entry_path(first)),
        ("resume", reverse("fairs:entry-resume", args=[entry_token(first)])),
    ):
        person.goto(where)
        seen(person, name)
    signed_in = client_with("office", organisation=make_office(), language=language)
    office = new_page(javascript=scripts, size=size, language=language, client=signed_in)
    office.goto(console(fair))
    office.locator("details.fold summary").first.click()
    seen(office, "plan")
    pass_deadline(monkeypatch, fair)
    stand = stand_of(posts[0])
    signed_in = client_with("employer", organisation=stand.employer, language=language)
    page = new_page(javascript=scripts, size=size, language=language, client=signed_in)
    page.goto(reverse("fairs:stand", args=[fair.slug]))
    seen(page, "stand")
    follow(page, page.locator('a[href*="/stand/order"]').first)
    page.locator(f'input[name="{third.code}"]').fill("1")
    page.locator(f'input[name="{first.code}"]').fill("1")
    follow(page, page.locator("button[value=keep]"))
    seen(page, "twice")
    page.locator(f'input[name="{first.code}"]').fill("2")
    follow(page, page.locator("button[value=keep]"))
    seen(page, "kept")
    assert named(posts[0]) == [third.code, first.code]
    follow(page, page.locator(f'a[href*="{second.public_id}"]'))
    seen(page, "sheet")
    follow(page, page.locator(f'button[value="last:{second.code}"]'))
    assert named(posts[0]) == [third.code, first.code, second.code]
    office.goto(console(fair))
    seen(office, "who-has-named")
