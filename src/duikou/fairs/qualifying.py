"""Whether somebody qualifies for a post, and why not: pure answers from what the post says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from duikou.fairs import majors
from duikou.fairs.majors import Fit, Major
from duikou.fairs.models import Post
from duikou.fairs.postings import education as educations


@dataclass(frozen=True, slots=True)
class Me:
    """What somebody says about themselves, for one page and never stored: level of education and major."""

    level: int | None = None
    major: Major | None = None

    def __bool__(self) -> bool:
        return self.level is not None or self.major is not None

    @property
    def said(self) -> list[str]:
        """What was said, in the reader's language."""
        said = [level_name(self.level)] if self.level is not None else []
        return [*said, self.major.label] if self.major else said


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a post takes somebody, with the reasons in the reader's language when it does not or may not."""

    fit: Fit
    reasons: tuple[str, ...] = ()


@lru_cache(maxsize=5_000)
def levels(education: int | None, *, only: bool, text: str) -> frozenset[int] | None:
    """The levels of education that a post takes; None when it does not say. Without "only", a higher level will do."""
    if education is None:
        return None
    top = (educations.parse(text).top or education) if only else majors.LEVELS[-1]
    return frozenset(level for level in majors.LEVELS if education <= level <= max(top, education))


def verdict(post: Post, me: Me) -> Verdict:
    """Whether `post` takes somebody like `me`. What the post leaves open is to be asked, never a no."""
    answers = [answer for answer in (_by_education(post, me), _by_major(post, me)) if answer]
    reasons = {
        fit: tuple(answer.reasons[0] for answer in answers if answer.fit is fit and answer.reasons) for fit in Fit
    }
    for fit in (Fit.NO, Fit.ASK):
        if any(answer.fit is fit for answer in answers):
            return Verdict(fit, reasons[fit])
    return Verdict(Fit.YES)


def _by_education(post: Post, me: Me) -> Verdict | None:
    if me.level is None:
        return None
    taken = levels(post.education, only=post.education_only, text=post.education_text)
    if taken is None:
        return Verdict(Fit.ASK, (_("the post does not say which education it needs"),))
    if me.level in taken:
        return Verdict(Fit.YES)
    words = {"needs": level_name(post.education or 0), "yours": level_name(me.level)}
    if post.education_only and me.level > (post.education or 0):
        return Verdict(Fit.NO, (_("takes only %(needs)s; you said %(yours)s") % words,))
    return Verdict(Fit.NO, (_("needs %(needs)s; you said %(yours)s") % words,))


def _by_major(post: Post, me: Me) -> Verdict | None:
    if me.major is None:
        return None
    wanted = majors.asked(post.majors, any_major=post.any_major)
    fit = majors.fit(wanted, me.major, me.level)
    words = {"asked": shortened(asked_names(post.majors, me.level) or post.majors_text), "yours": me.major.label}
    if fit is Fit.NO:
        return Verdict(fit, (_("asks for %(asked)s; you said %(yours)s") % words,))
    if fit is Fit.ASK and not wanted:
        return Verdict(fit, (_("the post does not say which majors it takes"),))
    if fit is Fit.ASK:
        return Verdict(fit, (_("asks for %(asked)s: ask the employer whether %(yours)s will do") % words,))
    return Verdict(fit)


def level_name(level: int) -> str:
    """What a level of education is called, as people name it: 本科, not 本科学历."""
    names = {
        Post.Education.ANY: _("any education"),
        Post.Education.JUNIOR: _("junior secondary school"),
        Post.Education.SENIOR: _("senior secondary school"),
        Post.Education.COLLEGE: _("junior college"),
        Post.Education.BACHELOR: _("a bachelor's degree"),
        Post.Education.MASTER: _("a master's degree"),
        Post.Education.DOCTOR: _("a doctorate"),
    }
    return names[Post.Education(level)]


def asked_names(items: Sequence[Mapping[str, Any]], level: int | None) -> str:
    """The majors a post asks for at a level, with their codes, as they are written: 法学类（0301）、会计学."""
    said = [item for item in items if not level or int(item.get("level") or 0) in (0, level)] or list(items)
    names = [f"{item.get('label')}{'（' + str(item['code']) + '）' if item.get('code') else ''}" for item in said]
    return "、".join(dict.fromkeys(names))


def shortened(text: str, length: int = 60) -> str:
    """The beginning of a text, with an ellipsis when something is left out."""
    return text if len(text) <= length else text[:length].rstrip("、，,") + "…"
