"""Pure answers about roles: which may be given for what."""

from __future__ import annotations

from django.db.models import TextChoices

from duikou.directory.models import Area, Grant, Organisation

# Whoever holds one of these can do harm alone: the role is given by two, where two are there.
GIVEN_BY_TWO = (Grant.Role.ADMINISTRATOR, Grant.Role.APPROVER, Grant.Role.FINANCE)


class Unfit(TextChoices):
    """Why a role cannot be given for this body or this area."""

    WHOLE_CITY = "whole_city"
    ONE_BODY = "one_body"
    EMPLOYER = "employer"
    NO_EMPLOYER = "no_employer"
    NO_AREA = "no_area"


def unfit(role: str, *, organisation: Organisation | None, area: Area | None) -> Unfit | None:
    """Why `role` cannot be given for this body and within this area; None when it can."""
    if role in Grant.CITY_WIDE and organisation is not None:
        return Unfit.WHOLE_CITY
    if role in Grant.WITHOUT_AREA and area is not None:
        return Unfit.NO_AREA
    if role in Grant.OF_ONE_BODY and organisation is None:
        return Unfit.ONE_BODY
    if organisation is None:
        return None
    employs = organisation.kind == Organisation.Kind.EMPLOYER
    if role == Grant.Role.EMPLOYER and not employs:
        return Unfit.EMPLOYER
    return Unfit.NO_EMPLOYER if employs and role != Grant.Role.EMPLOYER else None
