"""A post's facts as people read them: pay, headcount, education, majors, kind."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from duikou.base.money import amount_text, money_text
from duikou.fairs.majors import catalogue
from duikou.fairs.models import Post
from duikou.fairs.qualifying import asked_names, level_name, shortened

KINDS = {
    Post.Kind.FULL_TIME: gettext_lazy("Full-time"),
    Post.Kind.PART_TIME: gettext_lazy("Part-time"),
    Post.Kind.TEMPORARY: gettext_lazy("Temporary"),
    Post.Kind.INTERNSHIP: gettext_lazy("Internship"),
}
DISCIPLINES = {
    "01": pgettext_lazy("field of study", "Philosophy"),
    "02": pgettext_lazy("field of study", "Economics"),
    "03": pgettext_lazy("field of study", "Law and politics"),
    "04": pgettext_lazy("field of study", "Education"),
    "05": pgettext_lazy("field of study", "Languages and media"),
    "06": pgettext_lazy("field of study", "History"),
    "07": pgettext_lazy("field of study", "Science"),
    "08": pgettext_lazy("field of study", "Engineering"),
    "09": pgettext_lazy("field of study", "Agriculture"),
    "10": pgettext_lazy("field of study", "Medicine and nursing"),
    "11": pgettext_lazy("field of study", "Military science"),
    "12": pgettext_lazy("field of study", "Management"),
    "13": pgettext_lazy("field of study", "Arts"),
    "14": pgettext_lazy("field of study", "Interdisciplinary studies"),
}


def pay(post: Post) -> str:
    """`¥4,500–6,000 a month`; the employer's own words when no number can be read; empty when nothing is said."""
    low, high = post.pay_min, post.pay_max
    if low is not None and high is not None:
        amount = amount_text(low) + (f"–{amount_text(high)}" if high > low else "")
        text = _("¥%(amount)s") % {"amount": amount} if post.pay_currency == "CNY" else f"{post.pay_currency} {amount}"
    elif low is not None:
        text = _("from %(pay)s") % {"pay": money_text(low, post.pay_currency)}
    elif high is not None:
        text = _("up to %(pay)s") % {"pay": money_text(high, post.pay_currency)}
    else:
        return shortened(post.pay_text, 40)
    per = {"hour": _("%s an hour"), "day": _("%s a day"), "month": _("%s a month"), "year": _("%s a year")}
    return per[post.pay_period] % text if post.pay_period in per else text


def headcount(post: Post) -> str:
    """`6 wanted`; the employer's own words when they are no number; empty when nothing is said."""
    if post.headcount:
        return ngettext("%(n)s wanted", "%(n)s wanted", post.headcount) % {"n": f"{post.headcount:,}"}
    return post.headcount_text


def education(post: Post) -> str:
    """`Junior college or higher`, `only a bachelor's degree`, the employer's words, or empty."""
    if post.education is None:
        return shortened(post.education_text, 40)
    if post.education == Post.Education.ANY:
        return _("Any education")
    name = level_name(post.education)
    if post.education_only:
        return post.education_text or capfirst(_("only %(education)s") % {"education": name})
    return capfirst(_("%(education)s or higher") % {"education": name})


def majors(post: Post, length: int = 30) -> str:
    """The majors asked for, shortened to `length` characters; `Any major`; or empty when nothing is said."""
    if post.any_major:
        return _("Any major")
    return shortened(asked_names(post.majors, None) or post.majors_text, length)


def kind(post: Post) -> str:
    """`Full-time` and the like."""
    return str(KINDS[Post.Kind(post.kind)])


def discipline(code: str) -> str:
    """A discipline's name in the reader's language."""
    return str(DISCIPLINES.get(code) or catalogue().by_code[code].label)
