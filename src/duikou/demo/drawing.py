"""Three fairs of the sample city whose interviews are drawn: one that takes wishes, one whose employers name their
orders, one that was drawn yesterday."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from duikou.base import clock
from duikou.base.actor import SOMEBODY, Actor
from duikou.booking import actions as engine
from duikou.booking.models import Draw, DrawEntry
from duikou.demo import crowd
from duikou.demo.facts import facts
from duikou.fairs.actions import draws, resumes
from duikou.fairs.actions.door import OnPaper
from duikou.fairs.models import Fair, Post, Stand

OFFICE, SECOND = (Actor("system", ref=f"sample-office-{n}", door="demo") for n in (1, 2))
DICE = "6142351246355126341652436152341265431625346123564213"
READING = "示例：52 枚骰子，在市人力资源市场大厅由公证员当众读出"
CONDITIONS = {
    "zh-hans": "持有岗位所需的职业资格证书，或能在报到前取得。",
    "en": "You hold the certificate that the post needs, or get it before you begin.",
}
AT_COUNTER = 5  # every fifth comes to the counter
MOST_WISHES = 4


def wishing(
    fair: Fair, random: Random, *, people: int, first: int, until: datetime, ranks_until: datetime | None = None
) -> Draw:
    """Let people wish for talks at `fair` until then, and its employers put them in order afterwards; some have
    wished."""
    draw = draws.plan(
        fair=fair,
        wishes_until=until,
        wishes_max=MOST_WISHES,
        ranks_until=ranks_until,
        conditions=CONDITIONS,
        by=OFFICE,
    )
    assert isinstance(draw, Draw), draw
    posts = list(Post.objects.filter(fair=fair, state=Post.State.PUBLISHED).select_related("stand__resource"))
    by_stand: dict[int, list[Post]] = {}
    for post in posts:
        by_stand.setdefault(post.stand_id or 0, []).append(post)
    for number, name in enumerate(crowd.names(random, people), start=first):
        stands = wanted(sorted(by_stand), random, k=random.randint(2, min(MOST_WISHES, len(by_stand))))
        chosen: list[tuple[Stand, Post | None]] = [
            (post.stand, post) for one in stands if (post := random.choice(by_stand[one])).stand
        ]
        at_counter = number % AT_COUNTER == 0
        who = OnPaper(name, "zh-hans").newcomer() if at_counter else crowd.somebody(name, number).newcomer()
        channel = DrawEntry.Channel.STAFF if at_counter else DrawEntry.Channel.WEB
        by = OFFICE if at_counter else SOMEBODY
        answer = draws.wish(draw=draw, who=who, stands=chosen, channel=channel, by=by)
        assert isinstance(answer, DrawEntry), answer
    return draw


def wanted(stands: list[int], random: Random, *, k: int) -> list[int]:
    """So many of the stands, each half as dear as the one before: some people win nothing, some two places."""
    luck = {stand: random.random() ** (2**place) for place, stand in enumerate(stands)}
    return sorted(stands, key=luck.__getitem__, reverse=True)[:k]


def share_resumes(draw: Draw) -> None:
    """Some who wished share a résumé with all the employers they wished for; all of it invented."""
    for texts, entry in zip(facts()["resumes"], draw.entries.order_by("id"), strict=False):
        stands = entry.wishes.values_list("resource__stand", flat=True)
        resumes.keep_resume(holder=entry, texts=texts, known=[entry.public_id], by=SOMEBODY)
        resumes.share_resume(holder=entry, stands=stands, known=[entry.public_id], by=SOMEBODY)


def hold(fair: Fair, draw: Draw) -> None:
    """Freeze the list after its deadline, read the dice and draw."""
    clock.move_to(draw.wishes_until + timedelta(minutes=10))
    known = draw.wishes_until + timedelta(hours=1)
    frozen = draws.freeze(
        fair=fair, draw=draw, source=Draw.Source.SPOKEN, source_name=READING, source_at=known, by=OFFICE
    )
    assert isinstance(frozen, Draw), frozen
    clock.move_to(known + timedelta(minutes=5))
    for by in (OFFICE, SECOND):
        engine.read_seed(draw=frozen, text=DICE, by=by)
    held = engine.hold_draw(draw=frozen, by=OFFICE)
    assert isinstance(held, Draw), held
