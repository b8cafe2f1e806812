"""Nothing untranslated lands."""

import pytest

from duikou.base import catalogues


@pytest.mark.parametrize("room", catalogues.rooms())
def test_every_message_of_the_room_is_translated(room):
    left = [
        fault for language in catalogues.LANGUAGES for fault in catalogues.faults(catalogues.PACKAGE / room, language)
    ]
    assert not left, "run `duikou messages` and translate:\n" + "\n".join(map(str, left))


def test_rooms_agree_on_what_a_message_means():
    assert not catalogues.disagreements(), "\n".join(map(str, catalogues.disagreements()))
