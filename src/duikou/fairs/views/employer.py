"""The employer's side before the day: signing up, its stand, its posts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from duikou.base import clock
from duikou.base.actor import SOMEBODY
from duikou.base.paced import paced
from duikou.booking.models import Draw
from duikou.directory.access import acting
from duikou.directory.actions.accounts import UsernameTaken
from duikou.directory.actions.addresses import TooOften
from duikou.fairs import permissions, rules
from duikou.fairs.actions import stands
from duikou.fairs.forms.stands import JoinForm, WishesForm, fits
from duikou.fairs.models import Fair, Stand
from duikou.fairs.queries.draws import draw_of_fair
from duikou.fairs.queries.last_times import last_times
from duikou.fairs.queries.stands import own_posts, times
from duikou.fairs.views.staff import for_employers, own_stand, say_refused

ASK_AGAIN = (Stand.State.DECLINED, Stand.State.WITHDRAWN)


@require_http_methods(["GET", "POST"])
@paced(per_minute=20, burst=10)
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a stand: a new organisation signs up, one that is signed in only says how it wants its interviews."""
    fair = get_object_or_404(Fair, slug=slug)
    mine = permissions.employers_of(request.user)
    if any(one.state not in ASK_AGAIN for one in permissions.stands_of(request.user).filter(fair=fair)):
        return redirect("fairs:stand", fair.slug)
    refusal = rules.may_join(fair, now=clock.now())
    form = (WishesForm if mine else JoinForm)(request.POST if request.method == "POST" else None)
    if request.method == "POST" and refusal is None and form.is_valid():
        done = _join(request, fair, form, mine)
        if done:
            messages.success(
                request, _("The office has your request and will decide on it. You can write your posts now.")
            )
            return redirect("fairs:stand", fair.slug)
    context = {"fair": fair, "form": form, "employer": mine[0] if mine else None, "refusal": refusal}
    return render(request, "fairs/employer/join.html", context, status=422 if form.is_bound else 200)


@for_employers
@require_http_methods(["GET"])
def stand(request: HttpRequest, slug: str) -> HttpResponse:
    """The employer's stand at a fair: its state, times, posts, and the way to its table."""
    mine = own_stand(request, slug)
    return render(request, "fairs/employer/stand.html", _context(request, mine))


@for_employers
@require_POST
def here(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that the employer's people are at their tables."""
    mine = own_stand(request, slug)
    stands.say_here(stand=mine, by=acting(request))
    return redirect("fairs:table", slug)


def _join(request: HttpRequest, fair: Fair, form: WishesForm, mine: list[Any]) -> bool:
    if not fits(fair, form.wishes()):
        form.add_error("interview_minutes", _("Interviews of this length do not fit into the fair's hours."))
        return False
    try:
        if mine:
            stands.request_stand(fair=fair, employer=mine[0], wishes=form.wishes(), by=acting(request))
            return True
        data = form.cleaned_data
        _made, account = stands.sign_up(
            fair=fair,
            wishes=form.wishes(),
            by=SOMEBODY,
            language=request.LANGUAGE_CODE,
            **{name: data[name] for name in ("name", "uscc", "username", "password")},
        )
    except UsernameTaken:
        form.add_error("username", _("Somebody signs in with this address already. Sign in instead, or use another."))
        return False
    except TooOften:
        form.add_error("username", _("Too many codes were sent to this address since yesterday. Try again tomorrow."))
        return False
    except stands.OrganisationKnown:
        form.add_error(
            "uscc",
            _("This organisation is registered already. Ask your colleague who signs in for it, or the office."),
        )
        return False
    except rules.Refused as refused:
        say_refused(request, refused)
        return False
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    return True


def _ranked(mine: Stand) -> Draw | None:
    """The draw for which the employer may name an order, until its list is frozen."""
    draw = draw_of_fair(mine.fair)
    orders = (
        draw is not None and draw.ranked and draw.state == Draw.State.WISHING and mine.state == Stand.State.APPROVED
    )
    return draw if orders else None


def _context(request: HttpRequest, mine: Stand) -> dict[str, Any]:
    return {
        "fair": mine.fair,
        "stand": mine,
        "posts": own_posts(mine),
        "last": last_times(mine.fair, [mine.employer_id], now=clock.now()).get(mine.employer_id),
        "times": times(mine),
        "ranked": _ranked(mine),
        "others": permissions.stands_of(request.user).filter(fair=mine.fair).exclude(pk=mine.pk),
        "may_change": rules.may_change(mine.fair),
    }
