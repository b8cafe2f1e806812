"""The office withdraws the stand of an employer that does not come: before the draw, after it, and on every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duikou.booking import actions as engine
from duikou.booking.models import Booking, DrawFile, Slot, Wish
from duikou.fairs import links
from duikou.fairs.actions import stands as stand_actions
from duikou.fairs.actions.interviews import about_post, wish
from duikou.fairs.actions.withdrawing import withdraw_stand
from duikou.fairs.models import Fair, Post, Stand
from duikou.journal.letters import plain_renderers, renderers
from duikou.journal.models import Message
from tests.fairs.drawing import ONE, a_fair_drawn, drawn, drawn_of, entered, frozen, one_without_a_time
from tests.fairs.factories import make_fair, make_office, make_person, make_post, make_stand

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def office(client_with: Callable[..., Client]) -> Client:
    return client_with("office", organisation=make_office())


def path(stand: Stand) -> str:
    return reverse("fairs:stand-withdraw", args=[stand.fair.slug, stand.pk])


def said(answer: Any) -> str:
    return str(answer.content.decode())


def stand_of(post: Post) -> Stand:
    assert post.stand is not None
    return Stand.objects.select_related("fair", "employer", "resource").get(pk=post.stand.pk)


def won_at_one_of_two(monkeypatch: pytest.MonkeyPatch) -> tuple[Fair, list[Post], Any]:
    """Somebody won at the first of two employers, the dearer one; at the second there are times left."""
    fair, posts = a_fair_drawn(stands=2, times=2, limit_per_person=1)
    entry = entered(fair, posts)
    drawn(fair, monkeypatch)
    return fair, posts, entry


def test_winner_is_told_offered_the_next_wish_and_the_result_stays(
    office: Client, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fair, posts, entry = won_at_one_of_two(monkeypatch)
    stand = stand_of(posts[0])
    published = bytes(DrawFile.objects.get().result)
    assert "1 person with a talk or a won place there will be told" in said(office.get(path(stand)))

    answer = office.post(path(stand), {"why": "The machine is broken"}, follow=True)

    assert "Withdrawn. 1 talk was called off; everybody is being told." in said(answer)
    stand.refresh_from_db()
    assert stand.state == Stand.State.WITHDRAWN
    assert Post.objects.get(pk=posts[0].pk).state == Post.State.WITHDRAWN
    assert bytes(DrawFile.objects.get().result) == published
    page = said(client.get(links.entry_path(entry)))
    assert "You won, and there is no talk now" in page
    assert "The employer has withdrawn since" in page
    assert reverse("fairs:book", args=[fair.slug, posts[1].public_id]) in page
    assert f"Wish 2: {posts[1].title}" in page
    public = said(client.get(reverse("fairs:draw", args=[fair.slug])))
    assert "These employers have withdrawn after the list was frozen." in public
    assert str(stand.employer) in public
    letter = renderers.get("cancelled")(Message.objects.get(template="cancelled"))
    assert "has withdrawn: your talk at" in letter.subject
    assert links.entry_path(entry) in letter.body
    assert links.zone_left_path(fair) in letter.body
    assert "The machine is broken" in letter.body


def test_next_wish_is_offered_only_while_a_time_is_free_for_the_person(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fair, posts, entry = won_at_one_of_two(monkeypatch)
    withdraw_stand(stand=stand_of(posts[0]), by=ONE)
    book = reverse("fairs:book", args=[fair.slug, posts[1].public_id])
    assert book in said(client.get(links.entry_path(entry)))
    Slot.objects.filter(resource=stand_of(posts[1]).resource).update(taken=1)
    page = said(client.get(links.entry_path(entry)))
    assert book not in page
    assert "None of your other wishes has a time that is free for you now." in page


def test_winner_without_a_time_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    fair, posts, late = one_without_a_time(monkeypatch)
    withdraw_stand(stand=stand_of(posts[0]), by=ONE)
    message = Message.objects.get(template="win_withdrawn")
    assert message.recipient == f"person:{late.person_id}"
    letter = renderers.get("win_withdrawn")(message)
    assert str(posts[0].employer) in letter.subject
    assert links.zone_left_path(fair) in letter.body
    assert links.entry_path(late) in letter.body


def test_whoever_won_at_an_employer_that_withdrew_before_the_draw_is_settled_is_told_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fair, posts = a_fair_drawn(stands=2, times=1, limit_per_person=2)
    both, none = entered(fair, posts), entered(fair, posts[:1])
    only = entered(fair, posts[1:])
    frozen(fair, monkeypatch)
    withdraw_stand(stand=stand_of(posts[1]), by=ONE)
    drawn_of(fair, monkeypatch)
    gone = Wish.objects.get(entry__draw__offer=fair.offer, outcome="won", resource=stand_of(posts[1]).resource).entry
    kept = Wish.objects.get(entry__draw__offer=fair.offer, outcome="won", resource=stand_of(posts[0]).resource).entry
    assert {gone.pk, kept.pk} <= {both.pk, none.pk, only.pk}
    for entry in (both, none, only):
        message = Message.objects.get(about=f"entry:{entry.public_id}", template__startswith="draw_")
        letter = renderers.get(message.template)(message)
        plain = plain_renderers.get(message.template)(message)
        withdrew = f"{posts[1].employer} · Post 1: The employer has withdrawn from the fair since."
        assert (withdrew in letter.body) == (entry.pk == gone.pk)
        if entry.pk == kept.pk:
            assert message.template == "draw_won"
        elif entry.pk == gone.pk:
            assert letter.subject.startswith("You won, and there is no talk")
            assert "none of your wishes came out" not in letter.body
            assert plain.subject == "A place was drawn for you, but there is no time for it"
        else:
            assert letter.subject.startswith("No place in the draw")
            assert plain.subject == "No place was drawn for you"


def test_before_the_draw_whoever_booked_is_told_and_nothing_is_public_about_a_draw(office: Client) -> None:
    fair = make_fair()
    stand = make_stand(fair)
    (slot, *_rest) = Slot.objects.filter(resource=stand.resource)
    post = make_post(fair, stand=stand, index=False)
    claim = wish(about=about_post(post), slot_id=slot.pk, who=None, person_id=make_person().pk, online=False)
    assert isinstance(engine.claim(claim, by=ONE), engine.Confirmed)
    office.post(path(stand), {"why": ""})
    assert Booking.objects.get().state == "cancelled"
    assert Message.objects.filter(template="cancelled").count() == 1


def test_sent_twice_and_by_two_it_is_done_once(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    _fair, posts, _entry = won_at_one_of_two(monkeypatch)
    stand = stand_of(posts[0])
    office.post(path(stand), {"why": "x"})
    answer = office.post(path(stand), {"why": "x"}, follow=True)
    assert "Withdrawn. 0 talks were called off" in said(answer)
    assert Message.objects.filter(template="cancelled").count() == 1
    assert "Only an approved stand of a fair to come can be withdrawn." in said(office.get(path(stand)))


def test_stand_that_was_never_approved_or_whose_fair_is_over_is_not_withdrawn(office: Client) -> None:
    fair = make_fair()
    stand = make_stand(fair, state=Stand.State.REQUESTED)
    assert "Decline this one instead" in said(office.post(path(stand), {"why": ""}, follow=True))
    over = make_stand(make_fair(state=Fair.State.CLOSED))
    assert "This fair is over" in said(office.post(path(over), {"why": ""}, follow=True))
    assert set(Stand.objects.values_list("state", flat=True)) == {"requested", "approved"}


def test_identity_number_in_the_reason_is_refused(office: Client) -> None:
    stand = make_stand(make_fair())
    answer = office.post(path(stand), {"why": "11010519491231002X"})
    assert answer.status_code == 422
    stand.refresh_from_db()
    assert stand.state == Stand.State.APPROVED


def test_employer_that_comes_back_is_offered_again(monkeypatch: pytest.MonkeyPatch) -> None:
    fair, posts, _entry = won_at_one_of_two(monkeypatch)
    stand = stand_of(posts[0])
    withdraw_stand(stand=stand, by=ONE)
    again = stand_actions.request_stand(fair=fair, employer=stand.employer, wishes={}, by=ONE)
    stand_actions.approve_stand(stand=again, by=ONE)
    again.refresh_from_db()
    assert again.resource is not None
    assert again.resource.withdrawn_at is None
    assert Slot.objects.filter(resource=again.resource, withdrawn=False).exists()


def test_others_withdraw_nothing(client: Client, client_with: Callable[..., Client]) -> None:
    stand = make_stand(make_fair())
    for other in (
        client,
        client_with("office", organisation=make_office("Another office")),
        client_with("employer", organisation=stand.employer),
        client_with("door", organisation=make_office()),
    ):
        assert other.get(path(stand)).status_code in (302, 403, 404)
        assert other.post(path(stand), {"why": "x"}).status_code in (302, 403, 404)
    stand.refresh_from_db()
    assert stand.state == Stand.State.APPROVED


def test_who_signs_in_for_the_employer_is_told_until_it_is_approved_again(client_with: Callable[..., Client]) -> None:
    fair = make_fair()
    stand = make_stand(fair)
    client_with("employer", organisation=stand.employer)
    withdraw_stand(stand=stand, by=ONE)
    message = Message.objects.get(template="stand_withdrawn")
    assert "has withdrawn your stand" in renderers.get("stand_withdrawn")(message).body
    again = stand_actions.request_stand(fair=fair, employer=stand.employer, wishes={}, by=ONE)
    stand_actions.approve_stand(stand=again, by=ONE)
    assert renderers.get("stand_withdrawn")(message) is None


def test_whoever_wishes_there_reads_it_before_the_draw(client: Client) -> None:
    fair, posts = a_fair_drawn(stands=2)
    entry = entered(fair, posts)
    withdraw_stand(stand=stand_of(posts[0]), by=ONE)
    page = said(client.get(links.entry_path(entry)))
    assert page.count("This employer has withdrawn from the fair.") == 1
    assert "These employers have withdrawn" not in said(client.get(reverse("fairs:draw", args=[fair.slug])))
