"""What somebody looks for in a zone, read from and written to the address of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from duikou.fairs import majors
from duikou.fairs.facet_bits import DISCIPLINES, KINDS, PAY_STEPS
from duikou.fairs.majors import Major
from duikou.fairs.models import Post
from duikou.fairs.qualifying import Me

LEVEL_NAMES = {
    "junior": Post.Education.JUNIOR,
    "senior": Post.Education.SENIOR,
    "college": Post.Education.COLLEGE,
    "bachelor": Post.Education.BACHELOR,
    "master": Post.Education.MASTER,
    "doctor": Post.Education.DOCTOR,
}
NAMES_OF_LEVELS = {int(level): name for name, level in LEVEL_NAMES.items()}
WAYS = ("on_site", "online")
SORTS = ("relevance", "closing", "pay", "newest")
PAGE = 20
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Filters:
    """The words, who is looking (`level`, `major`), the filters, the order and the page. `misread` names what in the
    address was not understood; it is left aside."""

    q: str = ""
    level: int | None = None
    major: Major | None = None
    show_all: bool = False
    field: str = ""
    place: str = ""
    pay: int | None = None
    kind: str = ""
    way: str = ""
    open: bool = False
    sort: str = ""
    page: int = 1
    misread: tuple[str, ...] = ()

    @property
    def me(self) -> Me:
        """Who is looking."""
        return Me(self.level, self.major)

    @property
    def order(self) -> str:
        """The order: as chosen, else the best match first for words and the newest first without."""
        return self.sort or ("relevance" if self.q else "newest")

    @property
    def chosen(self) -> dict[str, Any]:
        """The filters that are set, by name."""
        named = {name: getattr(self, name) for name in ("field", "place", "pay", "kind", "way", "open")}
        mine = {} if self.show_all else {"level": self.level, "major": self.major}
        return {name: value for name, value in {**mine, **named}.items() if value}

    def with_(self, **changes: Any) -> Filters:
        """The same with changes, on the first page unless that is a change."""
        return replace(self, **{"page": 1, "misread": (), **changes})

    @property
    def level_name(self) -> str:
        """The level as the address names it."""
        return NAMES_OF_LEVELS.get(self.level or 0, "")

    def address(self, **changes: Any) -> str:
        """The query of the page's address: `?q=…`, or `?` when nothing is set."""
        return "?" + urlencode(self.with_(**changes).fields())

    def fields(self) -> list[tuple[str, str]]:
        """What is set, as names and values of the address."""
        pairs = {
            "q": self.q,
            "education": self.level_name,
            "major": self.major.code if self.major else "",
            "show": "all" if self.show_all else "",
            "field": self.field,
            "place": self.place,
            "pay": self.pay or "",
            "kind": self.kind,
            "way": self.way,
            "open": "1" if self.open else "",
            "sort": self.sort,
            "page": self.page if self.page > 1 else "",
        }
        return [(name, str(value)) for name, value in pairs.items() if value]


def read(said: Mapping[str, str]) -> Filters:
    """The filters in an address. Whatever is not understood is named in `misread` and has no effect."""
    misread: list[str] = []

    def one_of(name: str, known: Iterable[str]) -> str:
        value = said.get(name, "").strip()
        if value and value not in known:
            misread.append(name)
        return value if value in known else ""

    education = one_of("education", LEVEL_NAMES)
    major = _clean(said.get("major", ""))
    found = majors.find(major) if major else None
    if major and found is None:
        misread.append("major")
    pay = one_of("pay", [str(step) for step in PAY_STEPS])
    page = said.get("page", "").strip()
    if page and not (page.isascii() and page.isdigit() and 0 < int(page[:9]) < 10**6):
        misread.append("page")
        page = ""
    return Filters(
        q=_clean(said.get("q", "")),
        level=int(LEVEL_NAMES[education]) if education else None,
        major=found,
        show_all=one_of("show", ("all", "fit")) == "all",
        field=one_of("field", DISCIPLINES),
        place=_clean(said.get("place", ""))[:60],
        pay=int(pay) if pay else None,
        kind=one_of("kind", KINDS),
        way=one_of("way", WAYS),
        open=one_of("open", ("1", "0")) == "1",
        sort=one_of("sort", SORTS),
        page=int(page[:9]) if page else 1,
        misread=tuple(misread),
    )


def _clean(text: str) -> str:
    return "".join(sign for sign in text[:LONGEST] if sign.isprintable()).strip()
