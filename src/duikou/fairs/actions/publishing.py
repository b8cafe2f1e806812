"""Publishing everything that may be published."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from duikou.base import clock
from duikou.base.actor import Actor
from duikou.directory.models import Organisation
from duikou.fairs import rules, signals
from duikou.fairs.models import Condition, Fair, ImportBatch, Post, PostCondition
from duikou.journal import actions as journal

PIECE = 400


def ready(fair: Fair) -> QuerySet[Post]:
    """The drafts of `fair` that may be published."""
    return stating_enough(Post.objects.filter(fair=fair, state=Post.State.DRAFT))


def stating_enough(posts: QuerySet[Post]) -> QuerySet[Post]:
    """Those of `posts` that state what the law asks, have no open condition and have not expired.

    The same test as rules.may_publish, in the database's terms.
    """
    undecided = PostCondition.objects.filter(post=OuterRef("pk"), condition__decision=Condition.Decision.OPEN)
    return posts.filter(
        Q(headcount__gt=0) | ~Q(headcount_text=""),
        ~Q(conditions="")
        | Q(education__isnull=False)
        | ~Q(education_text="")
        | ~Q(majors_text="")
        | Q(any_major=True)
        | ~Q(experience=""),
        Q(pay_min__isnull=False) | Q(pay_max__isnull=False) | ~Q(pay_text=""),
        ~Exists(undecided),
        valid_until__gte=clock.now().date(),
        employer__state=Organisation.State.APPROVED,
    ).exclude(Q(title="") | Q(duties="") | Q(workplace=""))


def publish_ready(*, fair: Fair, by: Actor, batch: ImportBatch | None = None) -> int:
    """Publish every draft of `fair` (of one import, if `batch` is given) that may be; returns how many.

    Writes in pieces, so that nobody waits long. Raises rules.Refused when the fair is over.
    """
    if not rules.may_change(fair):
        raise rules.Refused(rules.Refusal.FAIR_OVER)
    posts = ready(fair) if batch is None else ready(fair).filter(batch=batch)
    ids = list(posts.order_by("id").values_list("id", flat=True))
    now = clock.now()
    for first in range(0, len(ids), PIECE):
        piece = ids[first : first + PIECE]
        with transaction.atomic():
            Post.objects.filter(id__gte=piece[0], id__lte=piece[-1], id__in=piece, state=Post.State.DRAFT).update(
                state=Post.State.PUBLISHED, published_at=now, changed_at=now
            )
            signals.posts_changed.send(Post, post_ids=piece)
    if ids:
        journal.record(what="posts.published", which=f"fair:{fair.slug}", by=by, count=len(ids))
    return len(ids)
