"""Reads for importing: what is there already, and what a batch found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet

from duikou.directory.models import Area, Organisation
from duikou.fairs.models import Condition, Fair, ImportBatch, Post, Stand
from duikou.fairs.postings.values import Decided


@dataclass(slots=True)
class Known:
    """A post that an earlier import made: its row, the digest of what its file said, and its place among equals."""

    post: int
    digest: str
    ordinal: int
    batch: int
    seen: bool = False


@dataclass
class Existing:
    """The imported posts of a fair by identity, and how an import's rows meet them. `highest` counts equals of every
    employer, so that no two posts share a key."""

    by_identity: dict[str, list[Known]] = field(default_factory=dict)
    highest: dict[str, int] = field(default_factory=dict)

    def unchanged(self, identity: str, digest: str) -> bool:
        """Whether a post that says exactly this is there and not yet matched; matches it."""
        for known in self.by_identity.get(identity, ()):
            if not known.seen and known.digest == digest:
                known.seen = True
                return True
        return False

    def is_new(self, identity: str) -> bool:
        """Whether no post of this identity is there at all."""
        return identity not in self.by_identity

    def take_changed(self, identity: str) -> Known | None:
        """The next post of this identity that no row has matched; matches it."""
        for known in self.by_identity.get(identity, ()):
            if not known.seen:
                known.seen = True
                return known
        return None

    def next_ordinal(self, identity: str) -> int:
        """The place of one more post of this identity, from 0."""
        self.highest[identity] = self.highest.get(identity, -1) + 1
        return self.highest[identity]

    def vanished(self) -> Iterator[int]:
        """Posts of earlier files that this file leaves out: of every batch that it holds at least half of."""
        seen: dict[int, list[int]] = {}
        for group in self.by_identity.values():
            for known in group:
                counts = seen.setdefault(known.batch, [0, 0])
                counts[0] += known.seen
                counts[1] += 1
        same = {batch for batch, (met, total) in seen.items() if met and met * 2 >= total}
        for group in self.by_identity.values():
            yield from (known.post for known in group if not known.seen and known.batch in same)


def key_of(identity: str, digest: str, ordinal: int) -> str:
    """The key of an imported post: who it is, what its file said, which of several equals."""
    return f"{identity}.{digest}.{ordinal}"


def existing(fair: Fair, employer: Organisation | None = None) -> Existing:
    """The imported posts of `fair`; in an upload of `employer` only its own can be met, for names are no proof. One
    query."""
    found = Existing()
    rows = Post.objects.filter(fair=fair, key__contains=".").values_list("id", "key", "batch_id", "employer_id")
    for post, key, batch, owner in rows.order_by("id").iterator(chunk_size=5000):
        identity, digest, ordinal = key.split(".")
        if employer is None or owner == employer.pk:
            found.by_identity.setdefault(identity, []).append(Known(post, digest, int(ordinal), batch or 0))
        found.highest[identity] = max(found.highest.get(identity, -1), int(ordinal))
    return found


def decisions(fair: Fair) -> dict[tuple[str, str], Decided]:
    """The decisions made about conditions in postings of `fair`, by kind and wording."""
    rows = Condition.objects.filter(fair=fair).exclude(decision=Condition.Decision.OPEN)
    return {(row.kind, row.text): Decided(row.decision, row.reworded_to) for row in rows}


def stands_of(fair: Fair) -> dict[int, int]:
    """The stand of each employer at `fair`, by the employer's id."""
    return dict(Stand.objects.filter(fair=fair).values_list("employer_id", "id"))


def area_codes() -> dict[str, str]:
    """Codes of the areas the city knows, by every name they are called."""
    return {name: area.code for area in Area.objects.all() for name in area.name.values() if name}


def batches_of(fair: Fair, employer: Organisation | None = None) -> QuerySet[ImportBatch]:
    """The imports of `fair`, of one employer or of all and the office, newest first."""
    found = ImportBatch.objects.filter(fair=fair).select_related("employer").order_by("-id")
    return found if employer is None else found.filter(employer=employer)
