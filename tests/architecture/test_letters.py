"""Every message that the house sends is described, has an end or a reason for none, and can be previewed."""

from __future__ import annotations

import ast
from datetime import UTC, datetime

import pytest

from duikou.journal.actions import queue
from duikou.journal.kinds import Kind, kinds
from duikou.journal.letters import plain_renderers, renderers
from tests.architecture.house import ROOT, source_files, tree

SENDING = ("queue", "queue_each", "note", "note_waiting")


def written() -> set[str]:
    """Every template that somebody writes."""
    return {*renderers._things, *plain_renderers._things}


def named_in_the_code() -> dict[str, str]:
    """Every template that the code queues by name, with where."""
    found = {}
    for path in source_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                for word in node.keywords:
                    if word.arg == "template" and isinstance(word.value, ast.Constant) and word.value.value:
                        found[str(word.value.value)] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return found


def test_every_message_that_is_written_or_queued_says_what_kind_it_is() -> None:
    """Add it in the room's `declare()`: `kinds.add(template, Kind(label, until, urgent))`; see journal/kinds.py."""
    assert sorted(written() - kinds._things.keys()) == []
    assert {name: where for name, where in named_in_the_code().items() if name not in kinds._things} == {}
    assert len(named_in_the_code()) >= 5


def test_every_kind_is_written_and_has_an_end_or_a_reason_for_none() -> None:
    assert sorted(kinds._things.keys() - written()) == []
    for template, kind in kinds._things.items():
        assert str(kind.label), template
        assert str(kind.urgent), template
        assert bool(str(kind.until)) != bool(str(kind.lasts)), f"{template}: either an end or a reason for none"


@pytest.mark.django_db
def test_message_without_an_end_is_refused_unless_its_kind_lasts() -> None:
    kinds.add("ends", Kind("a", "until noon", "by day"))
    kinds.add("lasts", Kind("a", "", "by day", lasts="it is true for ever"))
    try:
        with pytest.raises(ValueError, match="must have an end"):
            queue(template="ends", recipient="person:1", about="x:1", dedupe_key="1")
        queue(template="lasts", recipient="person:1", about="x:1", dedupe_key="2")
        end = datetime(2027, 1, 1, tzinfo=UTC)
        queue(template="ends", recipient="person:1", about="x:1", dedupe_key="3", expires_at=end)
    finally:
        del kinds._things["ends"], kinds._things["lasts"]
