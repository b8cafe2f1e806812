"""Keeping programmes and the editions of their criteria."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from duikou.activities import signals
from duikou.activities import title_rules as rules
from duikou.activities.criteria_words import about_people
from duikou.activities.models import Candidacy, Criterion, Edition, Programme
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.directory.models import Organisation
from duikou.journal import actions as journal

TEXTS = ("section", "text", "looked_at")


@transaction.atomic
def create_programme(
    *,
    slug: str,
    title: Mapping[str, str] | str,
    organiser: Organisation,
    by: Actor,
    about: Mapping[str, str] | str = "",
    level: str = Programme.Level.CITY,
    examined_every: int = 3,
) -> Programme:
    """A new programme, which nobody sees until it is published; a title is looked at again after `examined_every`
    years, 0 for never. Raises django.db.IntegrityError for a slug that is taken."""
    programme = Programme.objects.create(
        slug=slug,
        title=translated(title),
        about=translated(about),
        organiser=organiser,
        level=level,
        examined_every=examined_every,
        created_at=clock.now(),
    )
    journal.record(what="programme.kept", which=f"programme:{slug}", by=by)
    return programme


@transaction.atomic
def change_programme(*, programme: Programme, values: Mapping[str, Any], by: Actor) -> Programme:
    """Change the facts of a programme by field name. Titles given before keep the day on which they are looked at
    again."""
    for name, value in values.items():
        setattr(programme, name, value)
    programme.save(update_fields=sorted(values))
    journal.record(what="programme.kept", which=f"programme:{programme.slug}", by=by, fields=sorted(values))
    for candidacy in Candidacy.objects.filter(programme=programme).values_list("pk", flat=True):
        signals.send_title(candidacy)
    return programme


@transaction.atomic
def publish_programme(*, programme: Programme, by: Actor) -> Programme:
    """Show the programme with its criteria and titles to everybody; a second time changes nothing."""
    if Programme.objects.filter(pk=programme.pk, published=False).update(published=True):
        journal.record(what="programme.published", which=f"programme:{programme.slug}", by=by)
        for candidacy in Candidacy.objects.filter(programme=programme).values_list("pk", flat=True):
            signals.send_title(candidacy)
    programme.published = True
    return programme


@transaction.atomic
def begin_edition(*, programme: Programme, by: Actor) -> Edition:
    """A new edition, which begins as a copy of the last one; its criteria keep their keys, so that years can be
    compared. Raises rules.Refused while another one is being written."""
    last = programme.editions.order_by("-number").first()
    if last is not None and last.published_at is None:
        raise rules.Refused(rules.Refusal.WRITTEN_ALREADY)
    try:
        with transaction.atomic():
            edition = Edition.objects.create(
                programme=programme, number=last.number + 1 if last else 1, created_at=clock.now()
            )
    except IntegrityError:
        raise rules.Refused(rules.Refusal.WRITTEN_ALREADY) from None
    names = ("key", "order", *TEXTS, "maximum")
    copied = last.criteria.values(*names) if last else ()
    Criterion.objects.bulk_create(Criterion(edition=edition, **one) for one in copied)
    journal.record(what="edition.begun", which=f"edition:{edition.public_id}", by=by)
    return edition


@transaction.atomic
def keep_criterion(
    *,
    edition: Edition,
    section: Mapping[str, str] | str,
    text: Mapping[str, str] | str,
    looked_at: Mapping[str, str] | str,
    maximum: int,
    by: Actor,
    order: int | None = None,
    criterion: Criterion | None = None,
) -> Criterion:
    """A criterion of an edition that is being written, new at its end or instead of `criterion`. Raises rules.Refused
    for an edition that is published, and for a criterion that counts or lists people."""
    said = {"section": translated(section), "text": translated(text), "looked_at": translated(looked_at)}
    _open(edition)
    if any(about_people(words) for one in said.values() for words in one.values()):
        raise rules.Refused(rules.Refusal.ABOUT_PEOPLE)
    last = edition.criteria.order_by("-order").values_list("order", flat=True).first() or 0
    kept = criterion or Criterion(edition=edition, order=last + 1)
    if order is not None:
        kept.order = order
    for name, value in {**said, "maximum": maximum}.items():
        setattr(kept, name, value)
    kept.save()
    journal.record(what="criterion.kept", which=f"criterion:{kept.public_id}", by=by)
    return kept


@transaction.atomic
def drop_criterion(*, criterion: Criterion, by: Actor) -> None:
    """Take a criterion out of an edition that is being written. Raises rules.Refused for one that is published: bodies
    are looked at by it, so what is to be different is a new edition."""
    _open(criterion.edition)
    which = f"criterion:{criterion.public_id}"
    if Criterion.objects.filter(pk=criterion.pk).delete()[0]:
        journal.record(what="criterion.dropped", which=which, by=by)


@transaction.atomic
def publish_edition(*, edition: Edition, by: Actor) -> Edition:
    """Publish an edition: bodies are proposed and looked at by it from now on. Raises rules.Refused without a
    criterion, or when it is published."""
    if no := rules.may_publish_edition(edition, criteria=edition.criteria.count()):
        raise rules.Refused(no)
    if not Edition.objects.filter(pk=edition.pk, published_at=None).update(published_at=clock.now()):
        raise rules.Refused(rules.Refusal.PUBLISHED)
    edition.refresh_from_db()
    journal.record(what="edition.published", which=f"edition:{edition.public_id}", by=by)
    return edition


def _open(edition: Edition) -> None:
    present = Edition.objects.select_for_update().get(pk=edition.pk)
    if no := rules.may_write_criteria(present):
        raise rules.Refused(no)
