"""What the page “which window serves me” shows of centres, and the streets for those without scripts."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from duikou.base.translated import Translated
from duikou.desk.areas.streets import MOST_NUMBER
from duikou.desk.models import AreaEdition, Centre, Service, ServiceAt, Window
from duikou.desk.opening_hours import Week
from duikou.desk.queries.hours import hours_of


@dataclass(frozen=True, slots=True)
class Card:
    """A centre as somebody needs it who goes there: its week, its open windows, and the languages its services are
    given in (BCP 47 codes)."""

    centre: Centre
    week: Week
    windows: list[Window]
    languages: list[str]


@dataclass(frozen=True, slots=True)
class StreetRule:
    """Some numbers of a street and the centre (its key) that serves them, or does not serve them though it serves the
    rest of the street."""

    first: int
    last: int
    parity: int
    centre: str
    area: Translated
    left_out: bool

    @property
    def all_of_it(self) -> bool:
        """Whether these are all numbers."""
        return (self.first, self.last, self.parity) == (0, MOST_NUMBER, 0)

    @property
    def onward(self) -> bool:
        """Whether there is no last number."""
        return self.last == MOST_NUMBER


@dataclass(frozen=True, slots=True)
class Street:
    """A street as it is listed, with its rules."""

    name: str
    rules: list[StreetRule]


def cards(*, today: date) -> list[Card]:
    """Every centre that is open to the public, by name. Six queries, however many there are."""
    centres = list(Centre.objects.filter(state=Centre.State.OPEN).select_related("organisation", "place"))
    hours = hours_of(centres, first=today)
    windows: dict[int, list[Window]] = {centre.pk: [] for centre in centres}
    for window in Window.objects.filter(centre__in=centres, closed_at=None):
        windows[window.centre_id].append(window)
    spoken: dict[int, dict[str, None]] = {centre.pk: {} for centre in centres}
    given = ServiceAt.objects.filter(
        window__centre__in=centres, window__closed_at=None, service__state=Service.State.OFFERED
    )
    for centre, codes in given.order_by("pk").values_list("window__centre", "service__languages"):
        spoken[centre] |= dict.fromkeys(codes)
    found = [Card(one, hours[one.pk].week, windows[one.pk], list(spoken[one.pk])) for one in centres]
    return sorted(found, key=lambda card: str(card.centre))


def content_of(digest: str) -> bytes | None:
    """The file that was published under this name, as gzip; None when there is none."""
    found = AreaEdition.objects.filter(digest=digest).values_list("content", flat=True).first()
    return None if found is None else bytes(found)


def streets_of(edition: AreaEdition | None) -> list[Street]:
    """The streets of an edition, in the order of their names."""
    content = None if edition is None else content_of(edition.digest)
    if content is None:
        return []
    said = json.loads(gzip.decompress(content))
    return [Street(name, [_rule(said, rule) for rule in rules]) for name, rules in said["streets"]]


def _rule(said: Mapping[str, Any], rule: list[int]) -> StreetRule:
    area, first, last, parity, left_out = rule
    centre, name = said["areas"][area][:2]
    key = said["centres"][centre]
    return StreetRule(first, last, parity, str(key), Translated(name), bool(left_out))
