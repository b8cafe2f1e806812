"""The kinds of entries that titles write into the journal, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "programme.kept": _("kept a programme of model communities"),
    "programme.published": _("published a programme of model communities"),
    "edition.begun": _("began a new edition of criteria"),
    "edition.published": _("published criteria"),
    "criterion.kept": _("kept a criterion"),
    "criterion.dropped": _("took a criterion out"),
    "candidacy.proposed": _("proposed a body for a title"),
    "candidacy.taken_back": _("took the proposal of a body back"),
    "review.opened": _("began to look at a body by the criteria"),
    "assessment.kept": _("kept a self-assessment"),
    "assessment.handed_in": _("handed a self-assessment in"),
    "assessment.returned": _("returned a self-assessment"),
    "visit.planned": _("planned a visit"),
    "visit.held": _("held a visit"),
    "visit.called_off": _("called a visit off"),
    "finding.noted": _("wrote down what a visit found"),
    "finding.mended": _("said that a finding is put right"),
    "finding.settled": _("found it put right"),
    "finding.returned": _("returned a finding that was to be put right"),
    "ruling.proposed": _("proposed what is ruled on a title"),
    "ruling.answered": _("answered what is to be ruled on a title"),
    "ruling.dropped": _("let a ruling on a title go"),
    "ruling.made": _("ruled on a title"),
    "support.noted": _("wrote down support of a model community"),
    "support.promised": _("promised money to a model community"),
    "support.taken_back": _("took a promise of money back"),
}
