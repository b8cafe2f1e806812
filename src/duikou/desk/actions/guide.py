"""Writing the guide: pages, and the texts that are published of them."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import Translated
from duikou.desk import signals
from duikou.desk.models import GuidePage, GuideRevision, Topic
from duikou.journal.actions import record


class OwnPart(ValueError):
    """A page cannot belong to itself or to one of its own parts."""


@transaction.atomic
def add_guide_page(
    *,
    slug: str,
    parent: GuidePage | None = None,
    order: int = 0,
    topic: Topic | None = None,
    sample: bool = False,
    by: Actor,
) -> GuidePage:
    """A new page, shown to nobody until a text of it is published."""
    page = GuidePage.objects.create(
        slug=slug, parent=parent, order=order, topic=topic, sample=sample, created_at=clock.now()
    )
    record(what="guide.added", which=f"guide:{page.slug}", by=by)
    return page


@transaction.atomic
def place_guide_page(
    *, page: GuidePage, parent: GuidePage | None, order: int, topic: Topic | None, by: Actor
) -> GuidePage:
    """Another place in the tree, or another topic, for a page. Raises OwnPart."""
    above = parent
    while above is not None:
        if above.pk == page.pk:
            raise OwnPart
        above = above.parent
    if (page.parent_id, page.order, page.topic_id) != (
        parent.pk if parent else None,
        order,
        topic.pk if topic else None,
    ):
        page.parent, page.order, page.topic = parent, order, topic
        page.save(update_fields=["parent", "order", "topic"])
        record(what="guide.placed", which=f"guide:{page.slug}", by=by)
    return page


@transaction.atomic
def publish_guide_text(
    *, page: GuidePage, language: str, title: str, body: str, slight: bool = False, by: Actor
) -> GuideRevision | None:
    """Publish a text of a page in one language; None when nothing differs from what is published. A `slight` change
    leaves translations as new as they were."""
    page = GuidePage.objects.select_for_update().get(pk=page.pk)
    if (page.title.get(language, ""), page.body.get(language, "")) == (title, body):
        return None
    last = page.revisions.filter(language=language).aggregate(last=Max("number"))["last"] or 0
    now = clock.now()
    revision = GuideRevision.objects.create(
        page=page,
        language=language,
        number=last + 1,
        title=title,
        body=body,
        slight=slight and bool(last),
        published_at=now,
        published_by=str(by),
    )
    page.title, page.body = Translated({**page.title, language: title}), Translated({**page.body, language: body})
    if not revision.slight:
        page.said_on = {**page.said_on, language: timezone.localdate(now).isoformat()}
    page.save(update_fields=["title", "body", "said_on"])
    signals.guide_changed.send(GuidePage, page=page)
    record(what="guide.published", which=f"guide:{page.slug}", by=by, language=language, number=revision.number)
    return revision
