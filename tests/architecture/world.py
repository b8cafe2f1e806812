"""A small city with something behind every address, and one client for each role, for the tests that try every door."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.signing import get_cookie_signer
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.booking import tickets
from duikou.booking.actions import Confirmed, give_invitations, make_door_link, send_code
from duikou.booking.models import Allotment, Booking, ContactCode, WaitingEntry
from duikou.booking.short_links import short_token
from duikou.directory import actions
from duikou.directory.actions.connections import add_webhook, give_token, try_webhook
from duikou.directory.actions.invitations import invite, secret_of
from duikou.directory.actions.lost_passwords import hand_out_password_link
from duikou.directory.lost_passwords import token_of
from duikou.directory.models import Account, ApiToken, Delivery, Grant, Invitation, Organisation, PasswordRequest
from duikou.fairs.actions.import_staging import stage
from duikou.fairs.actions.interviews import Somebody, book
from duikou.fairs.models import Condition, Fair, Post, PostCondition, Stand, WaitedPost
from duikou.fairs.views import doors_held
from tests.fairs.factories import make_employer, make_fair, make_office, make_person, make_post

ROLES = ("visitor", "nobody", "employer", "rival", "door", "office", "other_office", "auditor", "administrator")
ROLES += ("door_link", "other_door")  # browsers that opened a door link: of this fair, of another one
WITHOUT_ACCOUNT = frozenset({"visitor", "door_link", "other_door"})


@dataclass
class World:
    """A running fair of one office; `employer` and `rival` have stands there; all that is asked for is `employer`'s."""

    fair: Fair
    office: Organisation
    employer: Organisation
    stand: Stand
    post: Post
    draft: Post
    booking: Booking
    waiting: WaitingEntry
    condition: Condition
    own_batch: Any
    office_batch: Any
    token: ApiToken
    delivery: Delivery
    contact_code: ContactCode
    allotment: Allotment
    invitation: Invitation
    password: PasswordRequest
    clients: dict[str, Client] = field(default_factory=dict)

    def values(self, route: str) -> dict[str, Any]:
        """What stands in the address of `route` for each of its parameters."""
        waits = route in ("leave", "erase-waiting") or route.startswith("waiting")
        token = tickets.waiting_token(self.waiting) if waits else tickets.manage_token(self.booking)
        chief = Account.objects.get(username="chief")
        secret = token_of(self.password, chief) if route == "new-password" else secret_of(self.invitation)
        editing = route in ("post-edit", "post-state")
        return {
            "slug": self.fair.slug,
            "post_id": self.post.public_id,
            "post": self.draft.public_id if editing else self.post.public_id,
            "employer_id": self.employer.public_id,
            "kind": "rss",
            "token": short_token(self.booking.code) if route == "short" else token,
            "state": Fair.State.CLOSED,
            "stand": self.stand.pk,
            "what": "posts",
            "form": "csv",
            "batch": (self.own_batch if route == "own-import" else self.office_batch).public_id,
            "condition": self.condition.pk,
            "booking": self.booking.public_id,
            "allotment": self.allotment.public_id,
            "token_id": self.token.public_id,
            "hook_id": self.delivery.webhook.public_id,
            "delivery_id": self.delivery.public_id,
            "reason": "full",
            "rest": "nothing",
            "number": 1,
            "pk": 1,
            "grant": Grant.objects.get(account__username="door").pk,
            "invitation_id": self.invitation.public_id,
            "secret": secret,
            "public_id": Account.objects.get(username="door" if route == "take-role" else "nobody").public_id,
        }


def routes(urlconf: str = "duikou.config.urls") -> dict[str, URLPattern]:
    """Every address of the city by `room:name`."""
    found: dict[str, URLPattern] = {}
    waiting: list[tuple[str, Any]] = [("", get_resolver(urlconf))]
    while waiting:
        space, one = waiting.pop()
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            waiting += [(inner, child) for child in one.url_patterns]
        else:
            assert one.name, f"an address without a name: {one.pattern}"
            found[f"{space}{one.name}"] = one
    return found


def build(folder: Path) -> World:
    """The city, set up, with a client for each of ROLES."""
    actions.set_up_city(
        name="示例市", office="示例：市局", languages=["zh-hans", "en"], username="chief", password=None, by=COMMAND
    )
    office, now = make_office("示例：市局"), clock.now()
    fair = make_fair(state=Fair.State.RUNNING, organiser=office, starts_at=now - timedelta(minutes=5))
    post = make_post(fair, make_employer("示例：祁连机械"))
    make_post(fair, make_employer("示例：雄关大酒店"))
    stand, employer = post.stand, post.employer
    assert stand is not None
    assert stand.resource is not None
    draft = make_post(fair, stand=stand, state=Post.State.DRAFT)
    condition = Condition.objects.create(fair=fair, kind=Condition.Kind.SEX, text="限男性")
    PostCondition.objects.create(post=draft, condition=condition, field="conditions", words="限男性")
    slots = list(stand.resource.slots.all())
    who = Somebody("张三", "13800001111", "zh-hans")
    booked = book(post=post, slot=slots[2].public_id, who=who, online=False, key="", by=COMMAND)
    assert isinstance(booked, Confirmed), booked
    booking = booked.booking
    waiting = WaitingEntry.objects.create(
        offer=fair.offer, resource=stand.resource, slot=slots[2], person=make_person("李四"), created_at=now
    )
    WaitedPost.objects.create(key="waited", entry=waiting, post=post)
    sheet = folder / "posts.csv"
    sheet.write_text("单位名称,岗位名称,招聘人数,学历要求\n示例：祁连机械,车工,5,大专\n", encoding="utf-8")
    batches = [stage(path=sheet, name="posts.csv", fair=fair, by=COMMAND, employer=one) for one in (employer, None)]
    token, _secret = give_token(name="Portal", organisation=office, scopes=[ApiToken.Scope.BOOK], by=COMMAND)
    hook = add_webhook(url="https://portal.example/", organisation=office, events=["booking.confirmed"], by=COMMAND)
    delivery = try_webhook(hook=hook, by=COMMAND)
    sent = send_code(fair.offer, contact="13900002222", language="en", by=COMMAND)
    assert isinstance(sent, ContactCode)
    school = make_office("示例：职业技术学院")
    given = give_invitations(fair.offer, body=school, count=9, valid_until=fair.ends_at, by=COMMAND)
    chief = Account.objects.get(username="chief")
    invitation = invite(role=Grant.Role.EMPLOYER, organisation=employer, inviter=chief, by=COMMAND)
    world = World(
        fair,
        office,
        employer,
        stand,
        post,
        draft,
        booking,
        waiting,
        condition,
        *batches,
        token=token,
        delivery=delivery,
        contact_code=sent,
        allotment=given,
        invitation=invitation,
        password=hand_out_password_link(account=chief, by=COMMAND),
    )
    rival = Organisation.objects.get(name_key="示例：雄关大酒店")
    grants: dict[str, tuple[str, Organisation | None]] = {
        "employer": (Grant.Role.EMPLOYER, employer),
        "rival": (Grant.Role.EMPLOYER, rival),
        "door": (Grant.Role.DOOR, office),
        "office": (Grant.Role.OFFICE, office),
        "other_office": (Grant.Role.OFFICE, make_office("示例：别的局")),
        "auditor": (Grant.Role.AUDITOR, None),
        "administrator": (Grant.Role.ADMINISTRATOR, None),
    }
    for role in ROLES:
        client = world.clients[role] = Client(headers={"accept-language": "en"})
        if role in WITHOUT_ACCOUNT:
            if role != "visitor":
                here = fair if role == "door_link" else make_fair(organiser=office)
                link, _secret = make_door_link(here.offer, label="East gate", by=COMMAND)
                # As opening it does, but without a request: those meddle with the connection of a test.
                signer = get_cookie_signer(salt=doors_held.COOKIE + doors_held.SALT)
                client.cookies[doors_held.COOKIE] = signer.sign(link.public_id.hex)
            continue
        account = Account.objects.create(username=role, display_name=role, created_at=now)
        if role in grants:
            kind, body = grants[role]
            Grant.objects.create(account=account, role=kind, organisation=body, granted_at=now)
        client.force_login(account)
    return world
