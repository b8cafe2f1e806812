"""Who may do what at the desk. Lists show, and guards open, what these give."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from duikou.desk.models import Centre, Service, ServiceArea, SpecialDays, Window
from duikou.directory.models import Grant, Organisation
from duikou.directory.permissions import May, MayWith, questions

Role = Grant.Role
KEEPERS = (Role.CENTRE, Role.OFFICE)


@dataclass(frozen=True)
class MayEverywhere(May):
    """A question about the whole city: a role within one area does not answer it."""

    def _grants(self, account: object) -> QuerySet[Grant]:
        return super()._grants(account).filter(area=None)


KEEP_CENTRES = MayWith[Centre](
    _("Keep a service centre: its windows, opening hours and services, and confirm that they hold."),
    KEEPERS,
    model=Centre,
    organisation="organisation",
    areas=("place__area", "organisation__area"),
)
WINDOWS = MayWith[Window](
    KEEP_CENTRES.says,
    KEEPERS,
    model=Window,
    organisation="centre__organisation",
    areas=("centre__place__area", "centre__organisation__area"),
)
# A body's services lie where its centre lies.
SERVICES = MayWith[Service](
    KEEP_CENTRES.says,
    KEEPERS,
    model=Service,
    organisation="organisation",
    areas=("organisation__centre__place__area", "organisation__area"),
)
BODIES = MayWith[Organisation](
    KEEP_CENTRES.says, KEEPERS, model=Organisation, organisation="pk", areas=("centre__place__area", "area")
)
AREAS = MayWith[ServiceArea](
    KEEP_CENTRES.says,
    KEEPERS,
    model=ServiceArea,
    organisation="centre__organisation",
    areas=("centre__place__area", "centre__organisation__area"),
)
PUBLISH_AREAS = MayEverywhere(_("Publish which centre serves which address."), (Role.OFFICE,))
KEEP_GUIDE = MayEverywhere(_("Write the newcomers’ guide."), KEEPERS)
KEEP_HOLIDAYS = MayEverywhere(_("Enter holidays and other special days for the whole city."), (Role.OFFICE,))

SEE_FIGURES = MayEverywhere(_("See the figures of the desk, in counts."), (Role.OFFICE, Role.PROGRAMME))


def declare() -> None:
    """Put the questions of the desk on the page of one's own account."""
    questions.add("desk.keep_centres", KEEP_CENTRES)
    questions.add("desk.keep_holidays", KEEP_HOLIDAYS)
    questions.add("desk.publish_areas", PUBLISH_AREAS)
    questions.add("desk.keep_guide", KEEP_GUIDE)
    questions.add("desk.see_figures", SEE_FIGURES)


def centres_kept_by(account: object) -> QuerySet[Centre]:
    """Centre staff keep the centre of their body; an office those of its own body or within its area."""
    return KEEP_CENTRES.things(account).select_related("organisation", "place")


def windows_kept_by(account: object) -> QuerySet[Window]:
    """The windows of the centres that the account keeps."""
    return WINDOWS.things(account).select_related("centre__organisation", "centre__place")


def services_kept_by(account: object) -> QuerySet[Service]:
    """Centre staff keep the services of their body; an office those of its own or of bodies within its area."""
    return SERVICES.things(account).select_related("organisation")


def areas_kept_by(account: object) -> QuerySet[ServiceArea]:
    """The areas of the centres that the account keeps."""
    return AREAS.things(account).select_related("centre__organisation", "centre__place")


def bodies_without_centre(account: object) -> QuerySet[Organisation]:
    """The bodies for which the account may make a centre."""
    found = BODIES.things(account).filter(kind=Organisation.Kind.CENTRE, centre=None)
    return found.order_by("name_key", "pk")


def bodies_with_services(account: object) -> QuerySet[Organisation]:
    """The bodies whose services the account may write."""
    found = BODIES.things(account).exclude(kind=Organisation.Kind.EMPLOYER)
    return found.order_by("name_key", "pk")


def special_days_kept_by(account: object) -> QuerySet[SpecialDays]:
    """The special days of the centres that the account keeps, and those of the city for who may enter them."""
    found = SpecialDays.objects.filter(centre__in=KEEP_CENTRES.things(account))
    if KEEP_HOLIDAYS.asked_of(account):
        found = found | SpecialDays.objects.filter(centre=None)
    return found.select_related("centre__organisation", "window")
