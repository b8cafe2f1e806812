"""How the grants of an account read on screens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from duikou.directory.models import Grant, Organisation
from duikou.directory.permissions import may_do
from duikou.directory.roles import PURPOSES


@dataclass(frozen=True, slots=True)
class Shown:
    """A grant with the purpose of its role, what the role may do here, and whether its body was declined."""

    grant: Grant
    purpose: Any
    may: list[Any]
    void: bool


def grants_in_words(grants: Iterable[Grant]) -> list[Shown]:
    """The grants as their holder and administrators read them."""
    return [
        Shown(
            one,
            PURPOSES[one.role],
            may_do(one.role),
            one.organisation is not None and one.organisation.state == Organisation.State.DECLINED,
        )
        for one in grants
    ]
