"""The steps of a draw as the office takes them: planning, freezing, reading the seed, calling off."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from duikou.base.free_text import FreeText, FreeTextForm
from duikou.base.moment_fields import MomentField
from duikou.base.translated import Translated
from duikou.booking.models import Draw
from duikou.fairs.rules import MOST_WISHES

# The chain "quicknet" of the League of Entropy (drand.love): its first round and its pace, in seconds since 1970.
QUICKNET_BEGAN, QUICKNET_SECONDS = 1_692_803_367, 3
KINDS = {
    "sex": _("sex"),
    "ethnicity": _("ethnicity"),
    "religion": _("religion"),
    "household": _("household registration"),
}


def _as_shown(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


class PlanForm(FreeTextForm):
    """Until when people wish, for how many employers, and who can take part."""

    wishes_until = MomentField(
        label=_("Wishes until"),
        help_text=_("Leave days for it: nobody may gain by being quick. After it come freezing, reading and drawing."),
        error_messages={"required": _("Write until when people can wish.")},
    )
    wishes_max = forms.IntegerField(
        label=_("Wishes a person"),
        min_value=1,
        max_value=MOST_WISHES,
        initial=8,
        error_messages={"required": _("Write how many wishes a person may have.")},
    )

    ranked = forms.BooleanField(
        label=_("Employers may put those who wished for them in order"),
        required=False,
        help_text=_(
            "They see the résumés that people choose to share with them, under codes, without names. Whom they name"
            " comes first; all others follow by lot. The rule stands on the public page, and stays as it is once"
            " somebody has wished."
        ),
    )
    ranks_until = MomentField(
        label=_("Orders until"),
        required=False,
        help_text=_("Only with the tick above: employers read and decide from the end of the wishes until then."),
    )

    def __init__(self, *args: Any, draw: Draw | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draw = draw
        if draw:
            self.fields["wishes_until"].initial = _as_shown(draw.wishes_until)
            self.fields["wishes_max"].initial = draw.wishes_max
            self.fields["ranked"].initial = draw.ranked
            self.fields["ranks_until"].initial = _as_shown(draw.ranks_until) if draw.ranks_until else None
        for code, language in settings.LANGUAGES:
            self.fields[f"conditions_{code}"] = FreeText(
                label=f"{_('Who can take part')} ({language})",
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 3}),
                initial=draw.conditions.get(code, "") if draw else "",
                help_text=_("Only what a law lets you ask for, like a certificate. Empty: everybody."),
            )

    def clean(self) -> dict[str, Any]:
        """Orders end after wishes, and only where there are orders."""
        data = super().clean() or {}
        if data.get("wishes_until") and "wishes_until" not in self.changed_data and self.draw:
            data["wishes_until"] = self.draw.wishes_until  # the field shows no seconds
        until, orders_until = data.get("wishes_until"), data.get("ranks_until")
        if not data.get("ranked"):
            data["ranks_until"] = None
        elif orders_until is None and "ranks_until" not in self.errors:
            self.add_error("ranks_until", _("Write until when employers can put those who wished in order."))
        elif until and orders_until and orders_until <= until:
            self.add_error("ranks_until", _("Orders end after wishes: write a later moment."))
        elif orders_until and "ranks_until" not in self.changed_data and self.draw:
            data["ranks_until"] = self.draw.ranks_until
        return data

    def conditions(self) -> Translated:
        """The conditions by language."""
        said = {code: self.cleaned_data[f"conditions_{code}"] for code, _language in settings.LANGUAGES}
        return Translated({code: text for code, text in said.items() if text})

    def refuse(self, kinds: list[str], words: list[str]) -> None:
        """Say which conditions no law lets anybody ask for."""
        named = ", ".join(str(KINDS.get(kind, kind)) for kind in kinds)
        text = _("Nobody may be left out of a draw by %(kinds)s. Take this out: %(words)s") % {
            "kinds": named,
            "words": " · ".join(words),
        }
        self.add_error(f"conditions_{settings.LANGUAGE_CODE}", text)


class FreezeForm(FreeTextForm):
    """What draws, and from when everybody can know it."""

    source = forms.ChoiceField(
        label=_("Source of chance"),
        choices=(
            (Draw.Source.DRAND, _("drand: a network of universities and companies publishes a number every 3 seconds")),
            (Draw.Source.NIST, _("NIST: a public office publishes a number every minute")),
            (Draw.Source.SPOKEN, _("Dice or lottery balls, read out in public; for a hall without a network, too")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what draws.")},
    )
    source_at = MomentField(
        label=_("Known from"),
        help_text=_("Some minutes ahead at least: nobody may know it when the list is frozen."),
        error_messages={"required": _("Write from when the source can be known.")},
    )
    source_name = FreeText(
        label=_("Which dice or balls"),
        required=False,
        max_length=160,
        help_text=_(
            "So exactly that everybody can be there or look it up: what, where, by whom. Only for the last one."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """The source by its name: a beacon's round or pulse follows from the moment."""
        data = super().clean() or {}
        source, at = data.get("source"), data.get("source_at")
        if source == Draw.Source.SPOKEN:
            if not str(data.get("source_name", "")).strip():
                self.add_error("source_name", _("Write which dice or balls, where and by whom they are read out."))
        elif source and isinstance(at, datetime):
            data["source_name"], data["source_at"] = beacon(source, at)
        return data


def beacon(source: str, at: datetime) -> tuple[str, datetime]:
    """The name of what a beacon says first at or after `at` (aware), and the moment when it does (UTC)."""
    if source == Draw.Source.DRAND:
        number = -(-(int(at.timestamp()) - QUICKNET_BEGAN) // QUICKNET_SECONDS) + 1
        moment = datetime.fromtimestamp(QUICKNET_BEGAN + (number - 1) * QUICKNET_SECONDS, UTC)
        return f"drand quicknet, round {number}", moment
    moment = at.astimezone(UTC).replace(second=0, microsecond=0)
    return f"NIST Randomness Beacon 2.0, pulse of {moment:%Y-%m-%d %H:%M} UTC", moment


class SeedForm(forms.Form):
    """What the source says, as one person reads it."""

    seed = forms.CharField(
        label=_("What the source says"),
        max_length=4000,
        strip=True,
        error_messages={"required": _("Type what the source says.")},
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )


class CallOffForm(FreeTextForm):
    """Why nothing is drawn; everybody who takes part reads it."""

    why = FreeText(
        label=_("Reason, as everyone will read it"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why: everybody who takes part will read it.")},
    )
