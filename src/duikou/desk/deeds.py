"""The kinds of entries that the desk writes into the journal, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

DEEDS = {
    "centre.added": _("added a service centre"),
    "centre.changed": _("changed a service centre"),
    "centre.draft": _("took a service centre back to prepare it"),
    "centre.open": _("opened a service centre to the public"),
    "centre.closed": _("closed a service centre for good"),
    "centre.confirmed": _("confirmed that what is said about a centre still holds"),
    "centre.numbers_link": _("made the link of the tablet for numbers anew"),
    "window.added": _("added a window"),
    "window.changed": _("changed a window"),
    "window.closed": _("closed a window for good"),
    "window.reopened": _("brought a window back"),
    "hours.set": _("set opening hours"),
    "special_days.added": _("entered special days"),
    "special_days.changed": _("changed or moved special days"),
    "special_days.removed": _("removed special days"),
    "service.added": _("added a service"),
    "service.changed": _("changed a service"),
    "service.draft": _("took a service back to prepare it"),
    "service.offered": _("offered a service to the public"),
    "service.ended": _("ended a service"),
    "service.confirmed": _("confirmed that what is said about a service still holds"),
    "service_area.drawn": _("drew areas that a centre serves"),
    "service_area.added": _("added an area that a centre serves"),
    "service_area.changed": _("changed an area that a centre serves"),
    "service_area.removed": _("removed an area that a centre serves"),
    "service_area.exception_added": _("entered an exception for an area"),
    "service_area.exception_removed": _("removed an exception for an area"),
    "service_areas.published": _("published which centre serves which address"),
    "guide.added": _("added a page to the guide"),
    "guide.placed": _("moved a page of the guide"),
    "guide.published": _("published a text of the guide"),
    "topics.added": _("added topics"),
}
