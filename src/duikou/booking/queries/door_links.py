"""Links that open a door: the one with a secret, those of an offer, what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from duikou.booking.models import DoorLink, Offer
from duikou.booking.secret_codes import hash_of, read_secret

KIND = "door"


def door_link_with(typed: str) -> DoorLink | None:
    """The link whose secret somebody typed or brought, whether it still opens anything or not."""
    return DoorLink.objects.select_related("offer").filter(secret_hash=hash_of(KIND, read_secret(typed))).first()


def door_links(public_ids: Iterable[UUID]) -> Sequence[DoorLink]:
    """Those of the links that exist, the newest first, as they are now."""
    asked = list(public_ids)
    return list(DoorLink.objects.filter(public_id__in=asked).order_by("-pk")) if asked else []


def door_links_of(offer: Offer) -> QuerySet[DoorLink]:
    """The links of an offer, the newest first."""
    return DoorLink.objects.filter(offer=offer).order_by("-pk")


def names_of_doors(public_ids: Sequence[UUID]) -> dict[UUID, str]:
    """What the journal calls the doors with these ids."""
    links = DoorLink.objects.filter(public_id__in=public_ids)
    return {link.public_id: _("door: %(post)s") % {"post": link.label} for link in links}
