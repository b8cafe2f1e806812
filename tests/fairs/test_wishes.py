"""Putting wishes together and sending them: the order, the browser's list, who is known, and what is refused."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from duikou.booking.models import DrawEntry, Slot
from duikou.directory.models import Person
from duikou.fairs import links
from duikou.fairs.models import Post, WishedPost
from duikou.fairs.queries.draws import posts_of_entry
from tests.fairs.drawing import a_fair_drawn, draw_of, entered, order_shown, pass_deadline, send, wishes_path
from tests.fairs.factories import make_fair, make_post
from tests.fairs.seeker import CONTACT, NAME, a_post, book_address

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"


def ids(posts: list[Post]) -> list[str]:
    return [str(one.public_id) for one in posts]


def test_post_of_a_drawn_fair_leads_to_wishes_instead_of_times(client: Client) -> None:
    fair, posts = a_fair_drawn()
    page = client.get(reverse("fairs:post", args=[fair.slug, posts[0].public_id])).content.decode()
    assert "Wish for an interview" in page
    assert "Choose a time" not in page
    answer = client.get(book_address(posts[0]))
    assert answer["Location"] == wishes_path(fair, f"?post={posts[0].public_id}")
    assert b"Add to my wishes" in client.get(answer["Location"]).content


def test_fair_without_a_draw_has_no_wishes(client: Client) -> None:
    assert client.get(wishes_path(make_fair())).status_code == 404
    assert (
        b"Wish for"
        not in client.get(reverse("fairs:post", args=[(post := a_post()).fair.slug, post.public_id])).content
    )


def test_wishes_move_up_and_down_and_out_and_the_browser_keeps_the_order(client: Client) -> None:
    fair, posts = a_fair_drawn()
    one, two, three = ids(posts)
    page = send(client, fair, posts[:2], do=f"add:{three}")
    assert order_shown(page) == [one, two, three]
    page = send(client, fair, posts, do=f"up:{three}", name="Half typed")
    assert order_shown(page) == [one, three, two]
    assert "Half typed" in page.content.decode()
    assert order_shown(client.get(wishes_path(fair))) == [one, three, two]
    page = send(client, fair, [posts[0], posts[2], posts[1]], do=f"down:{one}")
    assert order_shown(page) == [three, one, two]
    assert order_shown(send(client, fair, posts, do=f"drop:{two}")) == [one, three]
    assert order_shown(send(client, fair, posts, do=f"up:{one}")) == [one, two, three]
    assert not DrawEntry.objects.exists()


def test_another_post_of_the_same_employer_takes_the_place_of_the_first(client: Client) -> None:
    fair, posts = a_fair_drawn()
    other = make_post(fair, stand=posts[0].stand, index=False)
    page = send(client, fair, posts[:2], do=f"add:{other.public_id}")
    assert order_shown(page) == ids([other, posts[1]])


def test_more_than_the_most_is_not_added(client: Client) -> None:
    fair, posts = a_fair_drawn(stands=4)
    page = send(client, fair, posts[:3], do=f"add:{posts[3].public_id}")
    assert order_shown(page) == ids(posts[:3])
    assert "You can wish for 3 at most" in page.content.decode()
    send(client, fair, posts[:3], do="down:x")
    page = client.get(wishes_path(fair, f"?post={posts[3].public_id}")).content.decode()
    assert "Your list is full" in page
    assert send(client, fair, posts).status_code == 409


def test_entering_gives_a_receipt_and_the_browser_is_known(client: Client) -> None:
    fair, posts = a_fair_drawn()
    answer = send(client, fair, [posts[1], posts[0]])
    entry = DrawEntry.objects.get()
    assert answer["Location"] == links.entry_path(entry)
    assert [str(one) for one in posts_of_entry(entry)] == ids([posts[1], posts[0]])
    assert WishedPost.objects.count() == 2
    page = client.get(answer["Location"]).content.decode()
    assert f"{entry.code[:3]}-{entry.code[3:]}" in page
    assert "Your wishes are kept" in page
    mine = client.get(reverse("booking:my")).content.decode()
    assert links.entry_path(entry) in mine
    again = client.get(wishes_path(fair)).content.decode()
    assert "Keep these wishes" in again
    assert 'name="contact"' not in again
    send(client, fair, posts[:1], do="keep")
    assert [str(one) for one in posts_of_entry(entry)] == ids(posts[:1])
    assert DrawEntry.objects.count() == 1


def test_entry_is_changed_in_another_browser_by_its_link(client: Client) -> None:
    fair, posts = a_fair_drawn()
    entry = entered(fair, posts[:2])
    path = links.entry_path(entry)
    answer = client.post(f"{path}change")
    assert answer["Location"] == wishes_path(fair)
    assert order_shown(client.get(answer["Location"])) == ids(posts[:2])
    send(client, fair, posts[1:2], do="keep")
    assert [str(one) for one in posts_of_entry(entry)] == ids(posts[1:2])


def test_name_and_contact_of_somebody_who_entered_change_nothing(client: Client) -> None:
    fair, posts = a_fair_drawn()
    send(client, fair, posts)
    stranger = Client()
    answer = send(stranger, fair, posts[:1])
    assert answer.status_code == 409
    assert "takes part already" in answer.content.decode()
    assert len(posts_of_entry(DrawEntry.objects.get())) == 3


def test_somebody_else_enters_with_the_same_telephone(client: Client) -> None:
    fair, posts = a_fair_drawn()
    send(client, fair, posts)
    page = client.get(wishes_path(fair, "?other=1"))
    assert order_shown(page) == []
    send(client, fair, posts[:1], other="1", name="Somebody Else")
    assert DrawEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"name": ""}, "Write your name"),
        ({"contact": "no"}, "neither a telephone number"),
        ({"name": "110101199003074610"}, "never keep those"),
    ],
)
def test_bad_form_is_answered_with_what_to_do_and_keeps_the_list(
    client: Client, values: dict[str, str], says: str
) -> None:
    fair, posts = a_fair_drawn()
    answer = send(client, fair, posts, **values)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert order_shown(answer) == ids(posts)
    assert not Person.objects.exists()


def test_empty_list_is_refused(client: Client) -> None:
    fair, _posts = a_fair_drawn()
    answer = send(client, fair, [])
    assert answer.status_code == 409
    assert "no wish in your list" in answer.content.decode()
    assert send(client, fair, [], wish="nonsense").status_code in (409, 422)


def test_conditions_are_stated_and_ticked_and_nothing_of_it_is_kept(client: Client) -> None:
    fair, posts = a_fair_drawn()
    draw = draw_of(fair)
    draw.conditions = {"en": "You hold a nursing certificate."}
    draw.save()
    answer = send(client, fair, posts)
    assert answer.status_code == 422
    assert "tick that you meet them" in answer.content.decode()
    assert "nursing certificate" in answer.content.decode()
    assert send(client, fair, posts, meets="on").status_code == 302
    assert DrawEntry.objects.count() == 1


def test_late_wish_is_refused_and_says_what_comes_next(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fair, posts = a_fair_drawn()
    pass_deadline(monkeypatch, fair)
    answer = send(client, fair, posts)
    assert answer.status_code == 409
    assert "Wishes were taken until" in answer.content.decode()
    assert not DrawEntry.objects.exists()
    page = client.get(reverse("fairs:post", args=[fair.slug, posts[0].public_id])).content.decode()
    assert "Wishes were taken until" in page


def test_wish_whose_times_are_gone_is_taken_out_and_said(client: Client) -> None:
    fair, posts = a_fair_drawn()
    assert posts[0].stand
    Slot.objects.filter(resource=posts[0].stand.resource).update(withdrawn=True)
    answer = send(client, fair, posts)
    assert answer.status_code == 409
    assert "taken out" in answer.content.decode()
    assert order_shown(answer) == ids(posts[1:])
    assert not DrawEntry.objects.exists()


def test_offer_that_asks_for_a_code_sends_one_before_the_wishes_count(client: Client) -> None:
    fair, posts = a_fair_drawn()
    fair.offer.verified_contact = True
    fair.offer.save()
    answer = send(client, fair, posts)
    page = answer.content.decode()
    assert "code of six digits" in page
    assert all(f'name="wish" value="{one}"' in page for one in ids(posts))
    assert not DrawEntry.objects.exists()


def test_entry_is_found_by_its_code_and_contact(client: Client) -> None:
    fair, posts = a_fair_drawn()
    send(client, fair, posts)
    entry = DrawEntry.objects.get()
    stranger = Client()
    answer = stranger.post(reverse("booking:find"), {"code": entry.code.lower(), "contact": CONTACT})
    assert answer["Location"] == links.entry_path(entry)
    assert stranger.post(reverse("booking:find"), {"code": entry.code, "contact": "13900000000"}).status_code == 422


def test_wishes_hold_no_name(client: Client) -> None:
    fair, posts = a_fair_drawn()
    send(client, fair, posts)
    page = Client().get(links.entry_path(DrawEntry.objects.get())).content.decode()
    assert NAME not in page
    assert CONTACT not in page
