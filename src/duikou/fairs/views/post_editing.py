"""Writing one post, by its employer or by the office; publishing and withdrawing it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duikou.base import clock
from duikou.directory.access import acting
from duikou.directory.models import Organisation
from duikou.fairs import permissions, rules
from duikou.fairs.actions import posts
from duikou.fairs.forms.posts import LABELS, PostForm
from duikou.fairs.models import Fair, Post
from duikou.fairs.queries import office
from duikou.fairs.views.staff import fair_of_office, for_authors, for_office, own_stand, say_refused
from duikou.fairs.views.words import POST_STATES


@for_office
@require_GET
def post_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The office's list of all posts of a fair, by state, with what each still lacks."""
    fair = fair_of_office(request, slug)
    state = request.GET.get("state", "")
    found = office.posts(fair).filter(state=state) if state in Post.State.values else office.posts(fair)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    context = {
        "fair": fair,
        "tab": "posts",
        "page": page,
        "state": state,
        "states": POST_STATES.items(),
        "rows": [(post, _lacking(post)) for post in page],
    }
    return render(request, "fairs/office/posts.html", context)


@for_authors
@require_http_methods(["GET", "POST"])
def post_new(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of a new post: an employer's own, or for `employer` (public id) by the office."""
    fair = get_object_or_404(Fair.objects.select_related("organiser", "place"), slug=slug)
    employer = _employer(request, fair)
    day = timezone.localtime(fair.ends_at).date()
    start = {"workplace": "", "valid_until": day}
    form = PostForm(request.POST if request.method == "POST" else None, start=start)
    return _write(request, fair, employer, form, None)


@for_authors
@require_http_methods(["GET", "POST"])
def post_edit(request: HttpRequest, slug: str, post: UUID) -> HttpResponse:
    """The form of a post that exists."""
    one = _post(request, slug, post)
    form = PostForm(request.POST if request.method == "POST" else None, post=one)
    return _write(request, one.fair, one.employer, form, one)


@for_authors
@require_POST
def post_state(request: HttpRequest, slug: str, post: UUID) -> HttpResponse:
    """Publish or withdraw a post."""
    one = _post(request, slug, post)
    try:
        if request.POST.get("to") == Post.State.WITHDRAWN:
            posts.withdraw_post(post=one, by=acting(request))
            messages.success(request, _("Withdrawn. Bookings for it stay."))
        else:
            posts.publish_post(post=one, by=acting(request))
            messages.success(request, _("Published."))
    except posts.CannotPublish as lacking:
        messages.error(request, _("Still missing: %(what)s.") % {"what": names(lacking.missing)})
        return redirect("fairs:post-edit", slug, one.public_id)
    except rules.Refused as refused:
        say_refused(request, refused)
    return redirect(_home(request, one.fair))


def names(missing: tuple[str, ...]) -> str:
    """What is missing, in words."""
    return pgettext("list", ", ").join(str(LABELS[name]) for name in missing)


def _write(request: HttpRequest, fair: Fair, employer: Organisation, form: PostForm, post: Post | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            kept = posts.save_post(
                fair=fair,
                employer=employer,
                values=form.values(),
                by=acting(request),
                post=post,
                key=form.cleaned_data["key"],
            )
            if request.POST.get("then") == "publish":
                posts.publish_post(post=kept, by=acting(request))
        except posts.CannotPublish as lacking:
            form.say_missing(lacking.missing)
            messages.warning(request, _("The draft is kept. To publish it, fill in what is marked."))
            post = kept
        except rules.Refused as refused:
            say_refused(request, refused)
            return redirect(_home(request, fair))
        else:
            published = kept.state == Post.State.PUBLISHED
            messages.success(request, _("Published.") if published else _("The draft is kept."))
            return redirect(_home(request, fair))
    context = {
        "fair": fair,
        "employer": employer,
        "form": form,
        "post": post,
        "home": _home(request, fair),
        "asked": {name: request.POST.get(name) or request.GET.get(name, "") for name in ("employer", "stand")},
        "action": reverse("fairs:post-edit", args=[fair.slug, post.public_id]) if post else "",
    }
    return render(request, "fairs/employer/post.html", context, status=422 if form.is_bound else 200)


def _lacking(post: Post) -> str:
    if post.state == Post.State.PUBLISHED:
        return ""
    marks: int = getattr(post, "open_marks", 0)
    return names(rules.may_publish(post, open_conditions=marks, today=timezone.localtime(clock.now()).date()))


def _employer(request: HttpRequest, fair: Fair) -> Organisation:
    asked = request.POST.get("employer") or request.GET.get("employer")
    if asked and permissions.may_run(request.user, fair):
        for stand in fair.stands.select_related("employer"):
            if str(stand.employer.public_id) == asked:
                return stand.employer
        raise Http404
    return own_stand(request, fair.slug).employer


def _post(request: HttpRequest, slug: str, public_id: UUID) -> Post:
    return get_object_or_404(permissions.posts_written_by(request.user), fair__slug=slug, public_id=public_id)


def _home(request: HttpRequest, fair: Fair) -> str:
    office_side = permissions.may_run(request.user, fair)
    return reverse("fairs:office-posts" if office_side else "fairs:stand", args=[fair.slug])
