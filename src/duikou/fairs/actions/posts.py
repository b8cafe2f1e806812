"""Writing single posts: kept as drafts, published when they state what the law asks, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.ids import new_id
from duikou.directory.models import Organisation
from duikou.fairs import rules, signals
from duikou.fairs.models import Condition, Fair, Post, PostCondition, Stand
from duikou.fairs.postings import conditions, majors, pay
from duikou.journal import actions as journal

# Fields in which a condition on persons may hide, and whether a bare word (男性) is one there.
READ_FOR_CONDITIONS = {"title": False, "conditions": True, "duties": False, "experience": True, "majors_text": False}


class CannotPublish(ValueError):
    """The post lacks something; `missing` names what, in the words of `rules.may_publish`."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


@transaction.atomic
def save_post(
    *,
    fair: Fair,
    employer: Organisation,
    values: Mapping[str, Any],
    by: Actor,
    post: Post | None = None,
    key: UUID | None = None,
) -> Post:
    """Keep a post with `values` by field name; pay and majors are read from their text and conditions on persons are
    marked. Without `post` it is a new draft, the same one for the same `key`, so that a form sent twice makes one. A
    published post that no longer states enough becomes a draft again. Raises rules.Refused when the fair is over."""
    if not rules.may_change(fair):
        raise rules.Refused(rules.Refusal.FAIR_OVER)
    now, new = clock.now(), False
    if post is None:
        start = {"employer": employer, "created_at": now, "changed_at": now}
        post, new = Post.objects.get_or_create(fair=fair, key=f"own:{key or new_id()}", defaults=start)
    if post.employer_id != employer.pk:
        raise rules.Refused(rules.Refusal.NOT_YOUR_STAND)
    for name, value in values.items():
        setattr(post, name, value)
    _read_pay(post)
    _read_majors(post)
    post.stand = Stand.objects.filter(fair=fair, employer=employer).first()
    post.changed_at = now
    post.save()
    _mark_conditions(post)
    if post.state == Post.State.PUBLISHED and missing(post):
        post.state = Post.State.DRAFT
        post.save(update_fields=["state"])
    _news(post)
    journal.record(what="post.written" if new else "post.changed", which=f"post:{post.public_id}", by=by)
    return post


def missing(post: Post) -> tuple[str, ...]:
    """What `post` still lacks before it may be published, its open conditions counted."""
    undecided = post.marks.filter(condition__decision=Condition.Decision.OPEN).count()
    return rules.may_publish(post, open_conditions=undecided, today=clock.now().date())


@transaction.atomic
def publish_post(*, post: Post, by: Actor) -> Post:
    """Show the post in the zone. Raises CannotPublish with what is missing, rules.Refused when the fair is over."""
    if not rules.may_change(post.fair):
        raise rules.Refused(rules.Refusal.FAIR_OVER)
    lacking = missing(post)
    if lacking:
        raise CannotPublish(lacking)
    if post.state != Post.State.PUBLISHED:
        post.state, post.published_at, post.changed_at = Post.State.PUBLISHED, clock.now(), clock.now()
        post.save(update_fields=["state", "published_at", "changed_at"])
        _news(post)
        journal.record(what="post.published", which=f"post:{post.public_id}", by=by)
    return post


@transaction.atomic
def withdraw_post(*, post: Post, by: Actor) -> Post:
    """Take the post out of the zone; its bookings stay, for the talk may still be worth having."""
    if post.state == Post.State.PUBLISHED:
        post.state, post.changed_at = Post.State.WITHDRAWN, clock.now()
        post.save(update_fields=["state", "changed_at"])
        _news(post)
        journal.record(what="post.withdrawn", which=f"post:{post.public_id}", by=by)
    return post


def _news(post: Post) -> None:
    signals.posts_changed.send(sender=Post, post_ids=[post.pk])


def _read_pay(post: Post) -> None:
    read = pay.parse(post.pay_text)
    post.pay_min, post.pay_max, post.pay_currency = read.low, read.high, read.currency
    post.pay_period, post.pay_monthly = read.period, read.monthly


def _read_majors(post: Post) -> None:
    read = majors.parse(post.majors_text)
    post.majors, post.any_major = [item.as_json() for item in read.items], read.any


def _mark_conditions(post: Post) -> None:
    post.marks.all().delete()
    for field, broad in READ_FOR_CONDITIONS.items():
        for mark in conditions.in_text(getattr(post, field), broad):
            condition, _new = Condition.objects.get_or_create(fair=post.fair, kind=mark.kind, text=mark.wording)
            PostCondition.objects.get_or_create(
                post=post, condition=condition, field=field, defaults={"words": mark.words}
            )
