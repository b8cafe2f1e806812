"""Keeping activities: made, changed, copied, published, called off, counted; by whom; what lacks; kinds, campaigns."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from duikou.activities import rules
from duikou.activities.actions.activities import publish_activity
from duikou.activities.actions.attendance import count_arrivals, count_heads, note_walk_ins
from duikou.activities.actions.campaigns import create_series
from duikou.activities.actions.changes import change_activity, change_places
from duikou.activities.models import Activity, Campaign, Channel, Kind, Series
from duikou.activities.queries.coverage import of_year
from duikou.base import clock
from duikou.base.actor import SYSTEM
from duikou.booking.models import Offer
from tests.activities.factories import make_activity, make_body, make_channel, make_kind
from tests.activities.test_activities import refusal_of

pytestmark = pytest.mark.django_db
LATER = timedelta(days=3)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def page(name: str, activity: Activity | None = None) -> str:
    return reverse(f"activities:{name}", args=[activity.public_id] if activity else [])


@pytest.fixture
def staff(client_with) -> Client:
    """A client of a centre's staff."""
    return client_with("centre", organisation=make_body())


def written(**values: Any) -> dict[str, Any]:
    begin = timezone.localtime(clock.now() + timedelta(days=4)).replace(second=0, microsecond=0)
    return {
        "organiser": make_body().pk,
        "title_zh-hans": "知识讲座",
        "kind": make_kind().pk,
        "channel": make_channel().pk,
        "starts_at": f"{begin:%Y-%m-%dT%H:%M}",
        "ends_at": f"{begin + timedelta(hours=2):%Y-%m-%dT%H:%M}",
        "place_name_zh-hans": "二楼活动室",
        **values,
    }


def test_activity_is_written_published_changed_and_copied_for_next_week(staff: Client) -> None:
    answer = staff.post(page("new"), written(places=10, seats_max=5, kept=2, new_series="on"), follow=True)
    made = Activity.objects.get()
    assert "It is kept as a draft" in text(answer)
    assert (str(made.place), str(made.series), made.offer.seats_max) == ("二楼活动室", "知识讲座", 5)
    assert "everybody can read it now" in text(staff.post(page("publish", made), follow=True))
    assert "知识讲座" in text(staff.get(page("work")))
    form = text(staff.get(page("edit", made)))
    assert 'value="10"' in form
    changed = written(places=20, seats_max=4, kept=2, place=made.place_id, **{"place_name_zh-hans": ""})
    changed["series"] = made.series_id
    assert "Kept." in text(staff.post(page("edit", made), changed, follow=True))
    slot = made.offer.slots.get()
    assert (slot.capacity, Offer.objects.get().seats_max) == (20, 4)
    copy = text(staff.get(f"{page('new')}?copy={made.public_id}"))
    next_week = timezone.localtime(made.starts_at + timedelta(days=7))
    assert f"{next_week:%Y-%m-%dT%H:%M}" in copy
    assert f'<option value="{Series.objects.get().pk}" selected>' in copy


def test_bad_writing_is_told_and_keeps_nothing(staff: Client) -> None:
    temple = make_channel("religious-places", "宗教活动场所", counts_heads_only=True)
    for values, why in (
        ({"title_zh-hans": ""}, "required"),
        ({"ends_at": "2026-01-01T10:00"}, "It must end after it begins"),
        ({"places": 5, "kept": 9}, "Not more can be kept"),
        ({"channel": temple.pk, "places": 5}, "nobody signs up"),
        ({"check_in": "on"}, "write the places first"),
        ({"about_zh-hans": "联系人身份证 110101199003074135"}, "identity number"),
        ({"organiser": make_body("示例：别处").pk}, "valid choice"),
    ):
        answer = staff.post(page("new"), written(**values))
        assert answer.status_code == 422
        assert why in text(answer)
    assert not Activity.objects.exists()


def test_others_do_not_keep_it(client_with, visitor: Client) -> None:
    made = make_activity()
    assert visitor.get(page("keep", made)).status_code == 302
    assert client_with("centre", organisation=make_body("示例：别处")).get(page("keep", made)).status_code == 404
    assert client_with("door", organisation=made.organiser).get(page("keep", made)).status_code == 403


def test_calling_off_tells_why(staff: Client, visitor: Client) -> None:
    made = publish_activity(activity=make_activity(places=3), by=SYSTEM)
    assert staff.post(page("call-off", made), {"why_zh-hans": ""}).status_code == 422
    staff.post(page("call-off", made), {"why_zh-hans": "大风"})
    assert "大风" in text(visitor.get(reverse("activities:activity", args=[made.public_id])))
    assert refusal_of(lambda: change_activity(activity=made, values={"title": "x"}, by=SYSTEM)) == (
        rules.Refusal.CALLED_OFF
    )


def test_time_and_place_stay_once_it_has_begun_and_texts_change(clock_at) -> None:
    made = publish_activity(activity=make_activity(places=3), by=SYSTEM)
    past = {"starts_at": clock.now() - LATER, "ends_at": clock.now() + LATER}
    assert refusal_of(lambda: change_activity(activity=made, values=past, by=SYSTEM)) == rules.Refusal.OVER
    clock_at(made.starts_at + timedelta(minutes=1))
    later = {"starts_at": made.starts_at + LATER, "ends_at": made.ends_at + LATER}
    assert refusal_of(lambda: change_activity(activity=made, values=later, by=SYSTEM)) == rules.Refusal.BEGUN
    assert change_activity(activity=made, values={"about": "带水"}, by=SYSTEM) == 0
    assert str(Activity.objects.get().about) == "带水"


def test_places_begin_and_end_only_while_nobody_can_have_signed_up() -> None:
    made = make_activity()
    many = {"places": 4, "seats_max": 2, "kept": 0, "by": SYSTEM}
    change_places(activity=made, **many)
    assert made.joining == "sign_up"
    change_places(activity=made, **{**many, "places": 0})
    assert (made.joining, made.offer) == ("just_come", None)
    publish_activity(activity=made, by=SYSTEM)
    change_places(activity=made, **many)
    assert made.offer.state == Offer.State.OPEN
    assert refusal_of(lambda: change_places(activity=made, **{**many, "places": 0})) == rules.Refusal.PEOPLE_SIGN_UP
    temple = make_channel("religious-places", "宗教活动场所", counts_heads_only=True)
    assert refusal_of(lambda: change_activity(activity=made, values={"channel": temple}, by=SYSTEM)) == (
        rules.Refusal.HEADS_ONLY
    )
    quiet = make_activity(channel=temple)
    assert refusal_of(lambda: change_places(activity=quiet, **many)) == rules.Refusal.HEADS_ONLY


def test_walk_ins_are_counted_on_the_day_and_nobody_is_counted_at_a_temple(clock_at) -> None:
    made = publish_activity(activity=make_activity(places=3, check_in=True), by=SYSTEM)
    heads = make_channel("religious-places", "宗教活动场所", counts_heads_only=True)
    temple = publish_activity(activity=make_activity(channel=heads), by=SYSTEM)
    assert refusal_of(lambda: note_walk_ins(activity=made, heads=1, by=SYSTEM)) == rules.Refusal.NOT_BEGUN
    clock_at(made.starts_at)
    assert note_walk_ins(activity=made, heads=3, by=SYSTEM) == 3
    assert note_walk_ins(activity=made, heads=-1, by=SYSTEM) == 2
    assert refusal_of(lambda: note_walk_ins(activity=made, heads=-3, by=SYSTEM)) == rules.Refusal.TOO_MANY_BACK
    assert refusal_of(lambda: note_walk_ins(activity=temple, heads=1, by=SYSTEM)) == rules.Refusal.HEADS_ONLY
    assert refusal_of(lambda: count_arrivals(activity=temple, by=SYSTEM)) == rules.Refusal.NO_SIGN_UP
    clock_at(made.ends_at)
    assert count_arrivals(activity=made, by=SYSTEM).heads == 2
    assert count_heads(activity=temple, heads=30, by=SYSTEM).heads == 30


def test_what_is_over_waits_until_it_is_counted_and_told(staff: Client, clock_at) -> None:
    made = publish_activity(activity=make_activity(title="讲座"), by=SYSTEM)
    assert "something still lacks" not in text(staff.get(page("work")))
    clock_at(made.ends_at + LATER)
    assert "how many came" in text(staff.get(page("work")))
    refused = staff.post(page("publish-report", made))
    assert refused.status_code == 404  # nothing is written yet
    staff.post(page("report", made), {"text_zh-hans": "很好"})
    assert "Write down first how many came" in text(staff.post(page("publish-report", made), follow=True))
    staff.post(page("heads", made), {"heads": "30"})
    staff.post(page("publish-report", made))
    assert "something still lacks" not in text(staff.get(page("work")))


def test_kinds_channels_and_campaigns_are_kept_by_the_programme_office(client_with, visitor: Client) -> None:
    body = make_body()
    office = client_with("programme", organisation=body)
    office.post(page("new-kind"), {"name_zh-hans": "演讲比赛", "key": "speeches", "order": "1"})
    office.post(
        page("new-channel"), {"name_zh-hans": "宗教活动场所", "key": "temples", "order": "1", "counts_heads_only": "on"}
    )
    assert (Kind.objects.get().key, Channel.objects.get().counts_heads_only) == ("speeches", True)
    assert office.post(page("new-kind"), {"name_zh-hans": "又", "key": "speeches", "order": "1"}).status_code == 422
    kept = reverse("activities:keep-channel", args=["temples"])
    office.post(kept, {"name_zh-hans": "宗教场所", "order": "2", "retired": "on"})
    channel = Channel.objects.get()
    assert (str(channel), channel.counts_heads_only, channel.retired) == ("宗教场所", True, True)
    days = {"begins_on": "2026-09-01", "ends_on": "2026-09-30"}
    campaign = {"title_zh-hans": "宣传月", "slug": "month", "organiser": body.pk, **days}
    wrong = office.post(page("new-campaign"), {**campaign, "ends_on": "2026-08-01"})
    assert "must not be before the first" in text(wrong)
    office.post(page("new-campaign"), campaign)
    public = reverse("activities:campaign", args=["month"])
    assert visitor.get(public).status_code == 404
    office.post(reverse("activities:publish-campaign", args=["month"]))
    assert "宣传月" in text(visitor.get(public))
    office.post(reverse("activities:keep-campaign", args=["month"]), {"title_zh-hans": "大宣传月", **days})
    assert str(Campaign.objects.get()) == "大宣传月"


def test_coverage_shows_what_was_not_reached_and_hides_small_heads(client_with, clock_at) -> None:
    talk, school, town = make_kind(), make_channel("schools", "学校"), make_channel()
    make_kind("concert", "音乐会")
    now = clock.now()
    for channel, heads in ((school, 40), (school, 60), (town, 3)):
        made = publish_activity(activity=make_activity(channel=channel, kind=talk), by=SYSTEM)
        clock_at(made.ends_at)
        count_heads(activity=made, heads=heads, by=SYSTEM)
        clock_at(now)
    make_activity(channel=town)  # a draft is nothing yet
    covered = of_year(timezone.localtime(made.starts_at).year)
    assert (covered.count(school, talk), covered.count(town, talk), covered.empty) == (2, 1, 2)
    assert covered.heads[town.pk] is None
    assert covered.heads[school.pk] is None  # or the small number could be worked out from the sum
    office = client_with("programme", organisation=make_body())
    shown = text(office.get(page("coverage")))
    assert "too few to be told" in shown
    assert "2 kinds without any" not in shown
    assert shown.count("<svg role") == 2
    assert office.get(page("coverage") + "?year=nonsense").status_code == 404


def test_campaign_comes_again_after_the_one_of_the_year_before(client_with, visitor: Client) -> None:
    body = make_body()
    office = client_with("programme", organisation=body)
    new = reverse("activities:new-campaign")
    days = {"begins_on": "2025-09-01", "ends_on": "2025-09-30"}
    office.post(new, {"title_zh-hans": "去年", "slug": "y25", "organiser": body.pk, **days})
    before = Campaign.objects.get()
    again = {"title_zh-hans": "今年", "slug": "y26", "organiser": body.pk, "again_after": before.pk}
    early = office.post(new, {**again, "begins_on": "2025-09-01", "ends_on": "2025-09-02"})
    assert (early.status_code, Campaign.objects.count()) == (422, 1)
    office.post(new, {**again, "begins_on": "2026-09-01", "ends_on": "2026-09-30"})
    after = Campaign.objects.get(slug="y26")
    assert after.again_after == before
    # Each is followed by one: it cannot be chosen once more, and stays chosen where it is.
    third = {**again, "slug": "y27", "begins_on": "2027-09-01", "ends_on": "2027-09-30"}
    assert office.post(new, third).status_code == 422
    keep = reverse("activities:keep-campaign", args=["y26"])
    assert f'<option value="{before.pk}" selected>' in office.get(keep).content.decode()
    for one in (before, after):
        office.post(reverse("activities:publish-campaign", args=[one.slug]))
    assert "/campaigns/y26/" in visitor.get(reverse("activities:campaign", args=["y25"])).content.decode()
    assert "/campaigns/y25/" in visitor.get(reverse("activities:campaign", args=["y26"])).content.decode()


def test_series_are_listed_and_renamed_by_who_keeps_them(client_with) -> None:
    body = make_body()
    series = create_series(title={"zh-hans": "周五广场舞"}, organiser=body, by=SYSTEM)
    create_series(title="别人的", organiser=make_body("示例：别的单位"), by=SYSTEM)
    made = make_activity(organiser=body, series=series)
    client = client_with("centre", organisation=body)
    said = text(client.get(reverse("activities:all-series")))
    assert "周五广场舞" in said
    assert "别人的" not in said
    kept = reverse("activities:keep-series", args=[series.public_id])
    assert str(made) in client.get(kept).content.decode()
    assert client.post(kept, {"title_zh-hans": ""}).status_code == 422
    assert client.post(kept, {"title_zh-hans": "周六广场舞", "about_zh-hans": "自带扇子"}).status_code == 302
    series.refresh_from_db()
    assert (str(series), series.about["zh-hans"]) == ("周六广场舞", "自带扇子")
