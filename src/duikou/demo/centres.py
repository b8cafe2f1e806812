"""The service centres of the sample city: four communities with windows, hours, special days and services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils import timezone

from duikou.base.actor import Actor
from duikou.demo.facts import facts
from duikou.desk.actions import centres, hours, services, windows
from duikou.desk.models import Centre, Service, SpecialDays, Topic, Window
from duikou.desk.opening_hours import Span, Spans, Week
from duikou.directory import actions as directory
from duikou.directory.models import Account, Area, Grant, Organisation

BY = Actor("system", ref="sample", door="demo")


def build(now: datetime) -> None:
    """Centres with their windows, hours and services, two holidays of the city, a window closed for a day, and an
    account of each centre's staff. All but the last are confirmed at the present of the clock."""
    services.keep_topics(by=BY)
    made = [_centre(said) for said in facts()["centres"]]
    _services(made)
    for one in made[:-1]:
        _confirm(one.centre)
    _special_days([one.centre for one in made], timezone.localdate(now))


class Made(NamedTuple):
    """A centre that was made, what is said of it, and its windows by their keys."""

    centre: Centre
    said: Mapping[str, Any]
    at: Mapping[str, Window]


def _centre(said: Mapping[str, Any]) -> Made:
    area = Area.objects.get(code=said["area"])
    body, _new = directory.add_organisation(
        name=said["name"], kind=Organisation.Kind.CENTRE, area=area, about=said["about"], invented=True, by=BY
    )
    place = directory.add_place(name=said["place"], address=said["address"], area=area, by=BY)
    point = (Decimal(said["latitude"]), Decimal(said["longitude"]))
    directory.change_place(place=place, name=said["place"], address=said["address"], area=area, point=point, by=BY)
    centre = centres.add_centre(
        organisation=body,
        place=place,
        slug=said["slug"],
        about=said["about"],
        phone=said["phone"],
        access=said["access"],
        access_note=said.get("access_note", {}),
        by=BY,
    )
    hours.set_week(centre=centre, week=_week(facts()["centre_hours"][said.get("hours", "usual")]), by=BY)
    at = {}
    for order, one in enumerate(facts()["windows"]):
        if one["key"] not in said["windows"]:
            continue
        window = windows.add_window(
            centre=centre, number=one["number"], label=one["label"], about=one["about"], order=order, by=BY
        )
        if "hours" in one:
            hours.set_week(centre=centre, window=window, week=_week(facts()["centre_hours"][one["hours"]]), by=BY)
        at[one["key"]] = window
    centre = centres.set_state(centre=centre, state=Centre.State.OPEN, by=BY)
    directory.add_account_with_role(
        username=said["account"],
        display_name=said["staff"],
        password=None,
        role=Grant.Role.CENTRE,
        organisation=body,
        by=BY,
    )
    return Made(centre, said, at)


def _services(made: Sequence[Made]) -> None:
    """What is given at one centre is offered by it; what is given at several is one service, offered by the office."""
    office = Organisation.objects.get(kind=Organisation.Kind.OFFICE)
    topics = {topic.key: topic for topic in Topic.objects.all()}
    for one in facts()["services"]:
        slugs = one.get("centres") or [place.said["slug"] for place in made]
        there = [place for place in made if one["window"] in place.at and place.said["slug"] in slugs]
        if not there:
            continue
        alone = len(there) == 1
        service = services.add_service(
            organisation=there[0].centre.organisation if alone else office,
            windows=[place.at[one["window"]] for place in there],
            topics=[topics[key] for key in one["topics"]],
            title=one["title"],
            summary=one["summary"],
            for_whom=one.get("for_whom", {}),
            what_to_bring=one.get("bring", {}),
            how_long=one.get("how_long", {}),
            cost=Decimal(one["cost"]) if "cost" in one else None,
            cost_terms=one.get("cost_terms", {}),
            languages=[*one["languages"], *(there[0].said.get("also_speaks", ()) if alone else ())],
            by=BY,
        )
        service = services.set_state(service=service, state=Service.State.OFFERED, by=BY)
        if not alone:
            services.confirm_service(service=service, by=_staff(office))


def _confirm(centre: Centre) -> None:
    """As if the centre's staff had said that everything holds."""
    by = _staff(centre.organisation)
    centres.confirm_centre(centre=centre, by=by)
    for service in Service.objects.filter(organisation=centre.organisation):
        services.confirm_service(service=service, by=by)


def _staff(body: Organisation) -> Actor:
    account = Account.objects.filter(grants__organisation=body).order_by("pk")[0]
    return Actor("account", str(account.public_id), door="demo")


def _special_days(made: list[Centre], today: date) -> None:
    """A holiday of three days in ten days' time with the Sunday that makes up for it; the first centre's second window
    closed tomorrow, and one centre with a long evening in three days."""
    said = facts()["special_days"]
    holiday = today + timedelta(days=10)
    make_up = holiday + timedelta(days=6 - holiday.weekday() + 7)
    hours.add_special_days(
        starts_on=holiday,
        ends_on=holiday + timedelta(days=2),
        kind=SpecialDays.Kind.CLOSED,
        reason=said["holiday"],
        by=BY,
    )
    hours.add_special_days(
        starts_on=make_up, ends_on=make_up, kind=SpecialDays.Kind.LIKE, like=3, reason=said["make_up"], by=BY
    )
    centre, tomorrow = made[0], today + timedelta(days=1)
    hours.add_special_days(
        centre=centre,
        window=centre.windows.order_by("order")[1],
        starts_on=tomorrow,
        ends_on=tomorrow,
        kind=SpecialDays.Kind.CLOSED,
        reason=said["window"],
        by=BY,
    )
    evening = today + timedelta(days=3)
    hours.add_special_days(
        centre=made[1],
        starts_on=evening,
        ends_on=evening,
        kind=SpecialDays.Kind.HOURS,
        spans=(Span(time(9), time(12)), Span(time(15), time(21))),
        reason=said["evening"],
        by=BY,
    )


def _week(said: Mapping[int, list[str]]) -> Week:
    return {day: _spans(spans) for day, spans in said.items()}


def _spans(said: list[str]) -> Spans:
    pairs = [one.split("-") for one in said]
    return tuple(Span(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in pairs)
