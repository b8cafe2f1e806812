"""The activities of the sample city: channels, kinds, a month of events, something in every state; and volunteers."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml
from PIL import Image, ImageDraw

from duikou.activities.actions import activities as acts
from duikou.activities.actions.attendance import count_heads
from duikou.activities.actions.campaigns import create_campaign, create_series, publish_campaign
from duikou.activities.actions.kinds import keep_channel, keep_kind
from duikou.activities.actions.reports import add_photo, publish_report, write_report
from duikou.activities.models import Activity, Channel, Kind
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.booking import actions as booking
from duikou.demo import calendar, people, volunteers
from duikou.desk.models import Centre
from duikou.directory.actions import add_account_with_role, newcomer
from duikou.directory.models import Grant, Organisation
from duikou.directory.pictures import read_picture

BY = Actor("system", ref="sample", door="demo")
FILE = Path(__file__).with_name("activities.yaml")
FIRST_PERSON = 5000
TEXTS = {"about": "about", "bring": "what_to_bring", "whom": "for_whom"}


@cache
def said() -> Mapping[str, Any]:
    """The whole file."""
    read: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read


def build(now: datetime, office: Organisation) -> None:
    """Everything, told as it happened: the clock is moved, and left at `now`."""
    for order, one in enumerate(said()["kinds"]):
        keep_kind(key=one["key"], name=_names(one), order=order, by=BY)
    for order, one in enumerate(said()["channels"]):
        heads = bool(one.get("heads"))
        keep_channel(key=one["key"], name=_names(one), order=order, counts_heads_only=heads, by=BY)
    add_account_with_role(
        username="programme",
        display_name="示例：活动统筹",
        password=None,
        role=Grant.Role.PROGRAMME,
        organisation=office,
        by=BY,
    )
    today = calendar.midnight(now).date()
    campaign = create_campaign(
        slug=said()["campaign"]["slug"],
        title=said()["campaign"]["title"],
        about=said()["campaign"]["about"],
        organiser=office,
        begins_on=today - timedelta(days=13),
        ends_on=today + timedelta(days=21),
        by=BY,
    )
    publish_campaign(campaign=campaign, by=BY)
    centres = list(Centre.objects.select_related("organisation", "place").order_by("pk"))
    dancing = create_series(title=said()["series"], organiser=centres[0].organisation, by=BY)
    for one in sorted(said()["activities"], key=lambda row: int(row["day"])):
        clock.move_to(now - timedelta(days=20) if one["day"] < 0 else now)
        centre = centres[one["centre"]]
        more = {"series": dancing} if one.get("series") else {}
        _through_its_states(_made(one, now, centre, campaign=campaign, **more), one, now)
    clock.move_to(now)
    volunteers.build(now)


def _made(one: Mapping[str, Any], now: datetime, centre: Centre, **more: Any) -> Activity:
    starts_at = calendar.at(now + timedelta(days=one["day"]), time(one["at"]))
    texts = {field: one[key] for key, field in TEXTS.items() if one.get(key)}
    return acts.create_activity(
        title=_names(one),
        kind=Kind.objects.get(key=one["kind"]),
        channel=Channel.objects.get(key=one["channel"]),
        organiser=centre.organisation,
        place=centre.place,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=one["hours"]),
        places=one.get("places", 0),
        seats_max=one.get("seats", 1),
        kept=one.get("kept", 0),
        check_in=one.get("check_in", False),
        by=BY,
        **more,
        **texts,
    )


def _through_its_states(activity: Activity, one: Mapping[str, Any], now: datetime) -> None:
    if one.get("draft"):
        return
    acts.publish_activity(activity=activity, by=BY)
    if activity.offer:
        _sign_up(activity, families=4 if one.get("full") else 2)
    if why := one.get("cancelled"):
        acts.cancel_activity(activity=activity, why=why, by=BY)
    if "heads" in one:
        clock.move_to(activity.ends_at + timedelta(hours=1))
        count_heads(activity=activity, heads=one["heads"], by=BY)
    if one.get("report"):
        report = write_report(activity=activity, text=said()["report"], by=BY)
        add_photo(report=report, picture=read_picture(drawn()), recognisable="nobody", caption=said()["photo"], by=BY)
        publish_report(report=report, by=BY)


def _sign_up(activity: Activity, *, families: int) -> None:
    """So many families of at most two sign up; who comes too late waits."""
    assert activity.offer is not None
    slot = activity.offer.slots.get()
    for number, name in enumerate(people.names(Random(str(activity.title)), families)):
        contact = people.contact(FIRST_PERSON + activity.pk * 10 + number)
        known = newcomer(name=name, contact=contact, language="zh-hans")
        seats = min(2, activity.offer.seats_max)
        answer = booking.claim(booking.Claim(slot.pk, who=known, seats=seats), by=BY)
        if not isinstance(answer, booking.Confirmed):
            booking.wait(known, resource=slot.resource, slot=slot, seats=seats, by=BY)


def _names(one: Mapping[str, Any]) -> dict[str, str]:
    return {"zh-hans": one["zh-hans"], "en": one["en"]}


def drawn() -> io.BytesIO:
    """A picture that is drawn here: an evening sky, a stage with a curtain, rows of stools."""
    image = Image.linear_gradient("L").resize((1200, 800)).convert("RGB")
    image = Image.blend(image, Image.new("RGB", image.size, (40, 70, 110)), 0.6)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 560, 1200, 800), fill=(150, 130, 105))
    draw.rectangle((280, 300, 920, 560), fill=(120, 40, 30))
    for left in range(280, 920, 40):
        draw.line((left, 300, left, 560), fill=(150, 60, 45), width=6)
    draw.rectangle((240, 540, 960, 580), fill=(90, 70, 50))
    for row in range(3):
        for column in range(10):
            x, y = 180 + column * 90 - row * 12, 620 + row * 60
            draw.rectangle((x, y, x + 46, y + 14), fill=(200, 150, 90))
            draw.line((x + 6, y + 14, x + 6, y + 40), fill=(80, 60, 45), width=5)
            draw.line((x + 40, y + 14, x + 40, y + 40), fill=(80, 60, 45), width=5)
    body = io.BytesIO()
    image.save(body, "JPEG", quality=85)
    body.seek(0)
    return body
