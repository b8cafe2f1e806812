"""The catalogue tool finds every marked message, keeps translations, and tells what is left to do."""

import gettext

import pytest
from django.core.management import CommandError, call_command

from duikou.base import catalogues, compiling

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext, gettext_lazy
TITLE = gettext_lazy("A lazy title")
N = N_("Marked only")
def told(count):
    return _("Plain") + pgettext("verb", "Book") + ngettext("%(n)s post", "%(n)s posts", count)
"""
PAGE = """{% load i18n %}{% translate "In a page" %}{% translate "May" context "month" %}
{% blocktranslate trimmed count n=posts|length %}
  {{ n }} place left
{% plural %}
  {{ n }} places left
{% endblocktranslate %}{{ _("In a variable") }}"""


@pytest.fixture
def room(tmp_path):
    """A room of two files."""
    room = tmp_path / "sample"
    (room / "templates" / "sample").mkdir(parents=True)
    (room / "apps.py").write_text(PYTHON, encoding="utf-8")
    (room / "templates" / "sample" / "page.html").write_text(PAGE, encoding="utf-8")
    return room


def translate(room, **texts):
    path = catalogues.catalogue_path(room, "zh_Hans")
    text = path.read_text(encoding="utf-8")
    for english, chinese in texts.items():
        text = text.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{chinese}"')
    path.write_text(text, encoding="utf-8")


def test_messages_of_python_and_templates_are_found(room):
    assert set(catalogues.messages_in(room)) == {
        ("A lazy title", None),
        ("Marked only", None),
        ("Plain", None),
        ("Book", "verb"),
        (("%(n)s post", "%(n)s posts"), None),
        ("In a page", None),
        ("May", "month"),
        (("%(n)s place left", "%(n)s places left"), None),
        ("In a variable", None),
    }


def test_an_update_sorts_names_no_lines_and_keeps_translations(room):
    assert catalogues.update(room, "zh_Hans")
    translate(room, Plain="平常")
    assert not catalogues.update(room, "zh_Hans")
    text = catalogues.catalogue_path(room, "zh_Hans").read_text(encoding="utf-8")
    assert 'msgid "Plain"\nmsgstr "平常"' in text
    assert ".py" not in text
    assert "POT-Creation-Date" not in text
    ids = [line for line in text.splitlines() if line.startswith("msgid ")][1:]
    assert ids == sorted(ids)


def test_a_message_that_is_gone_is_told_and_dropped_by_the_next_update(room):
    catalogues.update(room, "zh_Hans")
    (room / "apps.py").write_text("", encoding="utf-8")
    assert "is no longer used" in {fault.what for fault in catalogues.faults(room, "zh_Hans")}
    catalogues.update(room, "zh_Hans")
    assert "is no longer used" not in {fault.what for fault in catalogues.faults(room, "zh_Hans")}


def test_a_new_message_is_told_before_an_update(room):
    assert {fault.what for fault in catalogues.faults(room, "zh_Hans")} == {"is not in the catalogue"}


def test_other_placeholders_in_a_translation_are_told(room):
    (room / "apps.py").write_text('from x import _\n_("Hello %(name)s")', encoding="utf-8")
    (room / "templates" / "sample" / "page.html").write_text("", encoding="utf-8")
    catalogues.update(room, "zh_Hans")
    assert [fault.what for fault in catalogues.faults(room, "zh_Hans")] == ["is not translated"]
    translate(room, **{"Hello %(name)s": "您好 %(nmae)s"})
    assert "other placeholders" in catalogues.faults(room, "zh_Hans")[0].what
    translated = catalogues.catalogue_path(room, "zh_Hans")
    translated.write_text(translated.read_text(encoding="utf-8").replace("nmae", "name"), encoding="utf-8")
    assert catalogues.faults(room, "zh_Hans") == []


def test_a_stale_catalogue_is_compiled_once_and_answers(room):
    catalogues.update(room, "zh_Hans")
    translate(room, Plain="平常")
    assert len(compiling.compile_stale(room.parent)) == 1
    assert compiling.compile_stale(room.parent) == []
    with catalogues.catalogue_path(room, "zh_Hans").with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Plain") == "平常"


def test_the_command_names_a_room_that_does_not_exist():
    with pytest.raises(CommandError, match="no room nowhere"):
        call_command("messages", "nowhere")


def test_two_rooms_that_translate_a_message_differently_are_told(room):
    catalogues.update(room, "zh_Hans")
    other = room.parent / "other"
    other.mkdir()
    (other / "apps.py").write_text(PYTHON, encoding="utf-8")
    catalogues.update(other, "zh_Hans")
    translate(room, Plain="平常")
    translate(other, Plain="朴素")
    assert [str(fault) for fault in catalogues.disagreements(room.parent)] == [
        "sample/zh_Hans: is translated differently in other: 'Plain'"
    ]
