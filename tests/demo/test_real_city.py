"""A real city is never opened as a demo, whatever the settings say: no switcher of roles, no clock that moves, and no
messages that are thrown away."""

from __future__ import annotations

import pytest

from duikou.base.actor import COMMAND
from duikou.config import cli
from duikou.directory import actions


@pytest.fixture
def city(db: None, settings):
    """A real city, with the settings of a demo."""
    settings.DEMO = True
    return actions.set_up_city(
        name="真实的市", office="市局", languages=["zh-hans"], username="chief", password=None, by=COMMAND
    )


@pytest.mark.parametrize("words", [["serve"], ["worker", "--once"], ["appoint", "chief", "office"], ["booker"]])
def test_nothing_starts_as_a_demo_with_a_real_city(city, words, capsys):
    assert cli.main(words) == 2
    said = capsys.readouterr().err
    assert "a demo never opens one" in said
    assert "DUIKOU_DEMO" in said


def test_control_a_sample_city_and_a_real_one_without_the_setting_start(city, settings, capsys):
    city.sample = True
    city.save()
    assert cli.real_city() == ""
    city.sample = False
    city.save()
    assert cli.real_city() != ""
    settings.DEMO = False
    assert cli.real_city() == ""


def test_password_of_the_database_is_not_printed(city, settings):
    settings.DATABASE = "postgresql://duikou:secret@db/duikou"
    assert "secret" not in cli.real_city()
