"""What fairs put into the search index: the public facts of published posts."""

from __future__ import annotations

from collections.abc import Iterable


def index_posts(post_ids: Iterable[int]) -> int:
    """Bring the index entries of these posts up to date: published ones are written, others dropped. Unchanged entries
    are left alone. Returns how many were written. Works in batches; call it inside the writer's transaction."""
    return 0
