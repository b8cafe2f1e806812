"""What stands in the office's exports: posts, stands, figures and the definitions beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from duikou.base import clock
from duikou.base.sheets import Sheet
from duikou.fairs.figures import AGREEMENTS, OUTCOME_NAMES, figures, figures_of
from duikou.fairs.forms.posts import EDUCATIONS, KINDS
from duikou.fairs.models import Fair, Post
from duikou.fairs.queries import office
from duikou.fairs.views.office_shares import DEFINITIONS as SHARE_DEFINITIONS
from duikou.fairs.views.office_shares import WAYS, counted
from duikou.fairs.views.words import POST_STATES, STAND_STATES


def posts(fair: Fair) -> Sheet:
    """The posts of a fair, drafts too."""
    heads = [
        _("Table"), _("Employer"), _("Title"), _("State"), _("Kind of work"), _("Headcount"), _("Education, at least"),
        _("Majors"), _("Experience"), _("Conditions"), _("Work content"), _("Place of work"), _("Pay"),
        _("Valid until"),
    ]  # fmt: skip
    rows = (
        [
            post.stand.number if post.stand else None,
            str(post.employer.name),
            post.title,
            str(POST_STATES[post.state]),
            str(KINDS[Post.Kind(post.kind)]),
            post.headcount or post.headcount_text,
            post.education_text
            or (str(EDUCATIONS[Post.Education(post.education)]) if post.education is not None else ""),
            post.majors_text,
            post.experience,
            post.conditions,
            post.duties,
            post.workplace,
            post.pay_text,
            post.valid_until,
        ]
        for post in office.posts(fair).iterator(chunk_size=2000)
    )
    return Sheet(_("Posts"), heads, rows)


def stands(fair: Fair) -> Sheet:
    """The stands of a fair with their work in numbers: counts of bookings and talks, no outcomes of people."""
    heads = [
        _("Table"), _("Employer"), _("State"), _("Tables"), _("Minutes per interview"), _("Posts"), _("Booked"),
        _("Arrived"), _("Talks"),
    ]  # fmt: skip
    rows = (
        [
            row.stand.number,
            str(row.stand.employer.name),
            str(STAND_STATES[row.stand.state]),
            row.stand.tables,
            row.stand.interview_minutes,
            row.posts,
            row.booked,
            row.arrived,
            row.talks,
        ]
        for row in office.stands(fair)
    )
    return Sheet(_("Stands"), heads, rows)


def numbers(fair: Fair) -> Sheet:
    """The figures of a fair, each with its unit and definition."""
    counted, now = office.numbers(fair), clock.now()
    heads = [_("Figure"), _("Value"), _("Unit"), _("Definition"), _("As of")]
    rows = [[str(one.name), _shown(n), str(one.unit), str(one.definition), now] for one, n in figures_of(counted)]
    return Sheet(_("Figures"), heads, rows)


def outcomes(fair: Fair) -> Sheet:
    """What both sides say came of the talks; small counts and those from which they could be worked out left out."""
    sides = office.numbers(fair).sides
    heads = [_("Who says it"), *map(str, OUTCOME_NAMES.values()), _("Together")]
    rows = [
        [str(AGREEMENTS[key]), *map(_shown, sides.by_outcome.get(key, ())), _shown(together)]
        for key, together in sides.sums.items()
    ]
    width = len(heads)
    return Sheet(_("Outcomes"), heads, [[row[0], *[""] * (width - len(row)), *row[1:]] for row in rows])


def got_a_talk(fair: Fair) -> Sheet:
    """Who got a talk, by way of access, as the page shows it."""
    found = counted(fair)
    heads = [_("Way"), *(str(name) for name, _meaning in SHARE_DEFINITIONS)]
    lines = [(str(WAYS[way]), row) for way, row in found.rows.items()] if found else []
    lines += [(_("All together"), found.together)] if found and found.together else []
    rows = [
        [name, *map(_shown, (row.asked, row.talked, row.placed_only, row.nothing, row.per_cent))] for name, row in lines
    ]
    return Sheet(_("Who got a talk"), heads, rows)


def _shown(count: int | None) -> int | str:
    return _("not shown") if count is None else count


def definitions(fair: Fair) -> Sheet:
    """The sheet that explains: which fair, as of when, and what each figure counts."""
    heads = [_("Word"), _("Meaning")]
    rows: list[list[Any]] = [[_("Fair"), str(fair.title)], [_("As of"), clock.now()]]
    rows += [[str(one.name), f"{one.definition} ({one.unit})"] for one in figures]
    rows += [[str(name), str(meaning)] for name, meaning in SHARE_DEFINITIONS]
    return Sheet(_("Definitions"), heads, rows)


SHEETS: dict[str, Callable[[Fair], Sheet]] = {
    "posts": posts,
    "stands": stands,
    "figures": numbers,
    "outcomes": outcomes,
    "shares": got_a_talk,
}
