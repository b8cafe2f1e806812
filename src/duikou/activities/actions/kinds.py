"""Keeping the kinds and channels of activities."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from duikou.activities.models import Channel, Kind
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.journal import actions as journal


@transaction.atomic
def keep_kind(*, key: str, name: Mapping[str, str] | str, by: Actor, order: int = 0, retired: bool = False) -> Kind:
    """The kind with this key, new or with these values instead of its former ones."""
    values = {"name": translated(name), "order": order, "retired": retired}
    kind, _new = Kind.objects.update_or_create(key=key, defaults=values)
    journal.record(what="kind.kept", which=f"kind:{key}", by=by)
    return kind


@transaction.atomic
def keep_channel(
    *,
    key: str,
    name: Mapping[str, str] | str,
    by: Actor,
    order: int = 0,
    counts_heads_only: bool | None = None,
    retired: bool = False,
) -> Channel:
    """The channel with this key, new or with these values instead of its former ones. Whether heads alone are counted
    there is said when it is made, and never changes: activities of it rely on it."""
    values = {"name": translated(name), "order": order, "retired": retired}
    channel, _new = Channel.objects.update_or_create(
        key=key, defaults=values, create_defaults={**values, "counts_heads_only": bool(counts_heads_only)}
    )
    journal.record(what="channel.kept", which=f"channel:{key}", by=by)
    return channel
