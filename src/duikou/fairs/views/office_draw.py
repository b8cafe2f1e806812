"""A fair's draw in the office: plan it, freeze the list, read the seed, draw, call off. What comes next is on top."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from duikou.base import clock
from duikou.base.translated import translated
from duikou.booking import actions as engine
from duikou.booking import decisions as kinds
from duikou.booking.models import Draw, SeedReading
from duikou.booking.queries.draws import counts_of_draw, draw_of, seeds_differed
from duikou.booking.queries.replanning import without_time
from duikou.booking.refusals import Reason, Refusal, refusal
from duikou.booking.rules import may_freeze, may_rank, may_read_seed
from duikou.directory.access import acting
from duikou.directory.actions import decisions
from duikou.directory.actions.decisions import NotPossible
from duikou.fairs.actions import draws as actions
from duikou.fairs.forms.draw_steps import CallOffForm, FreezeForm, PlanForm, SeedForm
from duikou.fairs.models import Fair
from duikou.fairs.queries.draws import numbers_shown
from duikou.fairs.queries.orders import stands_ordered
from duikou.fairs.views.cards import absolute
from duikou.fairs.views.staff import fair_of_office, for_office

Step = Callable[["_Console"], HttpResponse]


@for_office
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The draw of a fair and its next step."""
    console = _Console(request, fair_of_office(request, slug))
    if request.method == "GET":
        return console.shown()
    step = STEPS.get(request.POST.get("do", ""))
    if step is None or (console.draw is None and step is not _Console.plan):
        messages.error(request, _("This step does not exist. Choose one of the buttons."))
        return console.back()
    no = console.not_now(request.POST["do"])
    if no:
        messages.error(request, str(no))
        return console.back()
    return step(console)


class _Console:
    """One request about the draw of a fair."""

    def __init__(self, request: HttpRequest, fair: Fair) -> None:
        self.request, self.fair, self.by, self.now = request, fair, acting(request), clock.now()
        draw = draw_of(fair.offer)
        anew = draw is not None and draw.state == Draw.State.CALLED_OFF and not draw.list_sha256
        self.draw = None if anew else draw
        self.forms: dict[str, forms.Form] = {}

    @property
    def there(self) -> Draw:
        """The draw, which is there when a step other than planning is taken."""
        assert self.draw is not None
        return self.draw

    def not_now(self, do: str) -> Refusal | None:
        """Why this step is none at present, whatever its form says."""
        if self.draw is None:
            return None
        if do == "plan":
            return None if self.draw.state == Draw.State.WISHING else refusal(Reason.DRAW_EXISTS)
        if do == "freeze":
            later = self.now + timedelta(hours=1)
            return may_freeze(self.draw, source_name=do, source_at=later, now=self.now)
        return may_read_seed(self.draw, now=self.now) if do == "read" else None

    def back(self) -> HttpResponse:
        return redirect("fairs:office-draw", self.fair.slug)

    def said(self, answer: object, good: str, form: forms.Form | None = None, name: str = "") -> HttpResponse:
        """Back to the page with what was done, or with the refusal beside the form."""
        if isinstance(answer, Refusal):
            if form is not None:
                form.add_error(None, str(answer))
                return self.shown({name: form}, status=409)
            messages.error(self.request, str(answer))
        else:
            messages.success(self.request, good)
        return self.back()

    def plan(self) -> HttpResponse:
        form = PlanForm(self.request.POST, draw=self.draw)
        if not form.is_valid():
            return self.shown({"plan": form}, status=422)
        try:
            answer = actions.plan(
                fair=self.fair,
                wishes_until=form.cleaned_data["wishes_until"],
                wishes_max=form.cleaned_data["wishes_max"],
                ranks_until=form.cleaned_data["ranks_until"],
                conditions=form.conditions(),
                by=self.by,
            )
        except actions.ForbiddenCondition as forbidden:
            form.refuse(forbidden.kinds, forbidden.words)
            return self.shown({"plan": form}, status=422)
        return self.said(answer, _("The plan is kept. People can wish as soon as the zone is open."), form, "plan")

    def freeze(self) -> HttpResponse:
        form = FreezeForm(self.request.POST)
        if not form.is_valid():
            return self.shown({"freeze": form}, status=422)
        kept = {name: form.cleaned_data[name] for name in ("source", "source_name", "source_at")}
        answer = actions.freeze(fair=self.fair, draw=self.there, **kept, by=self.by)
        return self.said(answer, _("The list is frozen and its hash is published."), form, "freeze")

    def read(self) -> HttpResponse:
        form = SeedForm(self.request.POST)
        if not form.is_valid():
            return self.shown({"seed": form}, status=422)
        answer = engine.read_seed(draw=self.there, text=form.cleaned_data["seed"], by=self.by)
        if isinstance(answer, Refusal) and answer.reason == Reason.SEEDS_DIFFER:
            messages.error(self.request, str(answer))
            return self.back()
        if isinstance(answer, SeedReading):
            return self.said(answer, _("Your reading is kept. Now another person reads the source."))
        return self.said(answer, _("Both have read the same. The places can be drawn."), form, "seed")

    def hold(self) -> HttpResponse:
        return self.said(
            engine.hold_draw(draw=self.there, by=self.by),
            _("The places are drawn, and everybody is being told. What is left can be booked."),
        )

    def call_off(self) -> HttpResponse:
        form = CallOffForm(self.request.POST)
        if not form.is_valid():
            return self.shown({"call_off": form}, status=422)
        why = translated(form.cleaned_data["why"])
        answer = engine.call_off(draw=self.there, why=why, by=self.by)
        if isinstance(answer, Refusal) and answer.reason == Reason.SECOND_PERSON:
            return self._ask(dict(why), form)
        return self.said(answer, _("The draw is called off, and everybody is being told."), form, "call_off")

    def _ask(self, why: dict[str, str], form: CallOffForm) -> HttpResponse:
        about = kinds.reference(self.there)
        area = (self.fair.place.area if self.fair.place else None) or self.fair.organiser.area
        try:
            decisions.ask(
                kind=kinds.CALL_OFF,
                about=about,
                details={"why": why},
                organisation=self.fair.organiser,
                area=area,
                by=self.by,
            )
        except NotPossible:
            form.add_error(
                None, _("This was asked for already, or your role does not let you ask. Look at the decisions.")
            )
            return self.shown({"call_off": form}, status=409)
        messages.success(self.request, _("Asked for. A second person decides; until then everything goes on."))
        return redirect("directory:decisions")

    def shown(self, bound: dict[str, forms.Form] | None = None, *, status: int = 200) -> HttpResponse:
        draw, given = self.draw, bound or {}
        ahead = {"source_at": self.now + timedelta(hours=1) - timedelta(minutes=self.now.minute % 5)}
        own = draw.readings.filter(by=str(self.by)).exists() if draw else False
        context = {
            "fair": self.fair,
            "tab": "draw",
            "draw": draw,
            "over": draw is not None and self.now >= draw.wishes_until,
            "ranking": draw is not None and may_rank(draw, now=self.now) is None,
            "orders": stands_ordered(draw) if draw and draw.ranked else None,
            "numbers": numbers_shown(counts_of_draw(draw), inside=True) if draw else None,
            "plan": given.get("plan") or PlanForm(draw=draw),
            "freeze": given.get("freeze") or FreezeForm(initial={**ahead, "source": Draw.Source.DRAND}),
            "seed": given.get("seed") or SeedForm(),
            "call_off": given.get("call_off") or CallOffForm(),
            "no_reading": may_read_seed(draw, now=self.now) if draw and draw.state == Draw.State.FROZEN else None,
            "read": draw.readings.count() if draw else 0,
            "own": own,
            "without_time": without_time(draw).count() if draw and draw.settled_at else 0,
            "differed": bool(draw) and seeds_differed(draw) if draw else False,
            "public": absolute(self.request, reverse("fairs:draw", args=[self.fair.slug])),
        }
        return render(self.request, "fairs/office/draw.html", context, status=status)


STEPS: dict[str, Step] = {
    "plan": _Console.plan,
    "freeze": _Console.freeze,
    "read": _Console.read,
    "hold": _Console.hold,
    "call-off": _Console.call_off,
}
