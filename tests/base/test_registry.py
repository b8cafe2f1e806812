"""Rooms declare; a key is declared once; the shell marks where the reader is."""

import pytest
from django.test import RequestFactory

from duikou.base.registry import Registry
from duikou.base.shell import NavigationItem, links


def test_things_come_in_the_order_of_declaration_and_a_key_is_taken_once():
    registry: Registry[str] = Registry()
    registry.add("b", "second letter")
    registry.add("a", "first letter")
    registry.add("a", "first letter")
    assert list(registry) == ["second letter", "first letter"]
    assert registry.get("a") == "first letter"
    assert registry.get("c") is None
    with pytest.raises(ValueError, match="declared twice"):
        registry.add("a", "another")


def test_only_the_entries_shown_to_a_request_are_linked_and_the_section_is_marked():
    items: Registry[NavigationItem] = Registry()
    items.add("language", NavigationItem("base:language", "Language"))
    items.add("hidden", NavigationItem("base:language", "Hidden", shown_to=lambda request: False))
    here = RequestFactory().get("/language/more")
    assert [(link.address, link.current) for link in links(items, here)] == [("/language", True)]
    elsewhere = RequestFactory().get("/elsewhere")
    assert not any(link.current for link in links(items, elsewhere))


def test_navigation_item_is_current_at_the_further_addresses_it_names() -> None:
    items: Registry[NavigationItem] = Registry()
    items.add("one", NavigationItem("base:language", "One", also="/fairs/"))
    assert [link.current for link in links(items, RequestFactory().get("/fairs/demo/"))] == [True]
