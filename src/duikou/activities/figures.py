"""The figures of activities: each with a name, a definition and a unit, read from the same numbers everywhere."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from duikou.activities.queries.class_figures import ClassFigures
from duikou.activities.queries.coverage import Coverage
from duikou.base.figures import Figures

figures: Figures[Coverage, int | None] = Figures()
class_figures: Figures[ClassFigures, int | None] = Figures()


figures.declare(
    "activities",
    _("Activities"),
    _("Activities that were announced or held and not called off, by the day they begin; a class counts once."),
    _("activities"),
    lambda covered: covered.total,
)
figures.declare(
    "heads",
    _("People who came"),
    _("Sum of the heads counted, or of those checked in; who came twice counts twice."),
    _("people"),
    lambda covered: covered.heads_in_all,
)
figures.declare(
    "channels_reached",
    _("Channels reached"),
    _("Channels by which there was at least one of these activities."),
    _("channels"),
    lambda covered: sum(bool(covered.of_channel(channel)) for channel in covered.channels),
)
figures.declare(
    "gaps",
    _("Empty fields"),
    _("Pairs of a channel and a kind of which there was none."),
    _("pairs"),
    lambda covered: covered.empty,
)
class_figures.declare(
    "classes",
    _("Classes"),
    _("Classes that were announced or held and not called off, by the day of their first session."),
    _("classes"),
    lambda found: found.classes,
)
class_figures.declare(
    "sessions_held",
    _("Sessions held"),
    _("Sessions of these classes of which it is written down who or how many came."),
    _("sessions"),
    lambda found: found.sessions,
)
class_figures.declare(
    "seats",
    _("Seats offered"),
    _("Seats of these classes, each for all sessions."),
    pgettext_lazy("unit", "seats"),
    lambda found: found.seats,
)
class_figures.declare(
    "seats_taken",
    _("Seats taken"),
    _("Seats for which somebody has signed up and not cancelled; who takes two classes counts twice."),
    pgettext_lazy("unit", "seats"),
    lambda found: found.taken,
)
class_figures.declare(
    "came",
    _("Attendance"),
    _("People at each session, summed over the sessions held."),
    _("people"),
    lambda found: found.came,
)
class_figures.declare(
    "completed",
    _("Certificates earned"),
    _("Seats whose person was at as many sessions as the certificate asks for, of classes that are closed."),
    _("people"),
    lambda found: found.completed,
)
