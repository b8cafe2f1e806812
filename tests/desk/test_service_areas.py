"""Drawing the areas that centres serve, finding where two serve, and publishing."""

from __future__ import annotations

import gzip
import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.desk.actions import service_areas as acts
from duikou.desk.areas.geojson import read
from duikou.desk.models import AreaEdition, Centre, ServiceArea
from duikou.desk.queries.service_areas import (
    areas_to_publish,
    current_edition,
    has_changed,
    served_by_two,
)
from duikou.journal.models import Entry
from tests.desk.areas.drawing import as_file, square
from tests.desk.factories import make_centre

pytestmark = pytest.mark.django_db


def draw(centre: Centre, *features) -> tuple[int, int]:
    return acts.draw_areas(centre=centre, drawn=read(as_file(list(features))), by=COMMAND)


def today() -> date:
    return timezone.localdate(clock.now())


def test_drawings_go_to_areas_of_the_same_name():
    centre = make_centre()
    assert draw(centre, square("北关"), square("南关", 2)) == (2, 0)
    first = centre.areas.first()
    acts.change_area(area=first, name=first.name, streets="人民路", by=COMMAND)
    assert draw(centre, square("北关", size=0.5), square("东关", 4)) == (1, 1)
    again = ServiceArea.objects.get(pk=first.pk)
    assert again.streets == "人民路"
    assert again.shape[0].outer[1] == (103_005_000, 34_900_000)
    assert centre.areas.count() == 3


def test_everything_written_is_in_the_journal():
    centre = make_centre()
    draw(centre, square("北关"))
    area = acts.add_area(centre=centre, name="南关", streets="人民路", by=COMMAND)
    made = acts.add_exception(area=area, words="修路", starts_on=today(), ends_on=None, instead=None, by=COMMAND)
    acts.remove_exception(exception=made, by=COMMAND)
    acts.change_area(area=area, name="南关", streets="", by=COMMAND, keep_drawing=False)
    acts.publish_areas(general=None, by=COMMAND)
    acts.remove_area(area=area, by=COMMAND)
    told = Entry.objects.filter(what__startswith="service_area").order_by("pk").values_list("what", flat=True)
    assert list(told) == [
        "service_area.drawn",
        "service_area.added",
        "service_area.exception_added",
        "service_area.exception_removed",
        "service_area.changed",
        "service_areas.published",
        "service_area.removed",
    ]


def test_an_exception_that_ends_before_it_begins_is_refused_by_the_database():
    area = acts.add_area(centre=make_centre(), name="南关", streets="", by=COMMAND)
    with pytest.raises(IntegrityError), transaction.atomic():
        acts.add_exception(
            area=area,
            words="修路",
            starts_on=today(),
            ends_on=today() - timedelta(days=1),
            instead=None,
            by=COMMAND,
        )


def test_areas_of_two_centres_over_each_other_are_found_and_those_of_one_are_not():
    one, other = make_centre(), make_centre()
    draw(one, square("北关"), square("北关里", 0.5))
    draw(other, square("南关", 0.25, 0.25))
    found = served_by_two(list(areas_to_publish()))
    assert {frozenset((str(two.one), str(two.other))) for two in found} == {
        frozenset(("北关", "南关")),
        frozenset(("北关里", "南关")),
    }
    assert all(two.overlap and two.overlap.square_metres > 400_000 for two in found)


def test_an_overlap_thinner_than_the_border_is_left_to_both():
    one, other = make_centre(), make_centre()
    draw(one, square("北关"))
    draw(other, square("南关", 0.9995))
    assert served_by_two(list(areas_to_publish())) == []


@pytest.mark.parametrize(
    ("streets", "others", "twice"),
    [
        ("人民路 1-99 单", "人民路 2-100 双", False),
        ("人民路 1-99", "人民路 99-120", True),
        ("人民路 1-98", "人民路 99-120", False),
        ("人民路", "人民 路|Renmin Lu", True),
        ("人民路\n除 人民路 5", "人民路 5", False),
        ("人民路 5", "人民路\n除 人民路 7", True),
    ],
)
def test_numbers_that_two_centres_name_are_found(streets, others, twice):
    acts.add_area(centre=make_centre(), name="北关", streets=streets, by=COMMAND)
    acts.add_area(centre=make_centre(), name="南关", streets=others, by=COMMAND)
    assert [two.street for two in served_by_two(list(areas_to_publish()))] == (["人民路"] if twice else [])


def test_an_edition_holds_the_open_centres_and_is_made_once():
    centre, closed, hall = make_centre(slug="north"), make_centre(state=Centre.State.DRAFT), make_centre(slug="hall")
    draw(centre, square("北关"))
    acts.add_area(centre=closed, name="南关", streets="人民路", by=COMMAND)
    edition = acts.publish_areas(general=hall, by=COMMAND)
    said = json.loads(gzip.decompress(edition.content))
    assert (said["centres"], len(said["areas"]), said["streets"]) == (["hall", "north"], 1, [])
    assert (edition.number, edition.areas, edition.drawn, edition.streets) == (1, 1, 1, 0)
    assert acts.publish_areas(general=hall, by=COMMAND).pk == edition.pk
    assert AreaEdition.objects.count() == 1
    assert not has_changed(current_edition(), list(areas_to_publish()), published=today())
    acts.add_area(centre=centre, name="东关", streets="解放街", by=COMMAND)
    assert has_changed(current_edition(), list(areas_to_publish()), published=today())
    assert acts.publish_areas(general=hall, by=COMMAND).number == 2
    assert current_edition().number == 2


def test_an_exception_that_is_over_does_not_go_into_an_edition():
    area = acts.add_area(centre=make_centre(), name="南关", streets="人民路", by=COMMAND)
    for ends in (today() - timedelta(days=1), today(), None):
        acts.add_exception(
            area=area,
            words="修路",
            starts_on=today() - timedelta(days=9),
            ends_on=ends,
            instead=make_centre(slug="south") if ends is None else None,
            by=COMMAND,
        )
    said = json.loads(gzip.decompress(acts.publish_areas(general=None, by=COMMAND).content))
    assert [(last, instead) for _words, _first, last, instead in said["areas"][0][3]] == [(str(today()), -1), ("", 1)]


def test_without_areas_nothing_is_published():
    with pytest.raises(acts.NothingToPublish):
        acts.publish_areas(general=None, by=COMMAND)
