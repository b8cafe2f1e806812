"""The city's clock is the system's, except in the demo, where it can be moved."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from duikou.base import clock

LATER = datetime(2030, 1, 2, 3, 4, tzinfo=UTC)


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA = tmp_path
    return tmp_path


def near(one, other):
    return abs(one - other) < timedelta(seconds=10)


def test_outside_the_demo_the_clock_cannot_be_moved(folder, settings):
    settings.DEMO = False
    clock.move_to(LATER)
    assert near(clock.now(), timezone.now())
    (folder / "clock-offset").write_text("100000", encoding="ascii")
    assert near(clock.now(), timezone.now())


def test_the_demos_clock_runs_on_from_where_it_was_put_and_can_be_put_right(folder, settings):
    settings.DEMO = True
    clock.move_to(LATER)
    assert near(clock.now(), LATER)
    assert clock.now().tzinfo is not None
    clock.put_right()
    assert near(clock.now(), timezone.now())


def test_a_damaged_offset_is_no_offset(folder, settings):
    settings.DEMO = True
    (folder / "clock-offset").write_text("soon", encoding="ascii")
    assert near(clock.now(), timezone.now())
