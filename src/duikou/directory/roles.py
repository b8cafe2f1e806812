"""The roles of a city in words: what each is called and, in one sentence, what it is there for."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from duikou.directory.models import Grant
from duikou.directory.rules import Unfit

Role = Grant.Role
PURPOSES: dict[str, Any] = {
    Role.OFFICE: _("Fair office: runs job fairs and sees every figure of them"),
    Role.DOOR: _("Door: checks people in"),
    Role.EMPLOYER: _("Employer: posts, table and outcomes of one employer"),
    Role.CENTRE: _("Centre staff: windows, questions and appointments of a service centre"),
    Role.COUNSEL: _("Confidential questions: reads and answers those that people ask one body in confidence"),
    Role.PROGRAMME: _("Programme office: plans, partnerships and briefings; sees nobody’s name"),
    Role.FINANCE: _("Finance: records money, which somebody else approves"),
    Role.APPROVER: _("Approver: decides what a colleague has asked for"),
    Role.LINE_BODY: _("Line body: reports on the duties of one body"),
    Role.PARTNER: _("Partner county: agrees projects and comments on them for its side"),
    Role.PROJECT_UNIT: _("Project unit: reports on the works of its projects"),
    Role.AUDITOR: _("Auditor: reads who did what, changes nothing"),
    Role.ADMINISTRATOR: _("Administrator: everything, and the accounts"),
}
UNFIT: dict[str, tuple[str, Any]] = {
    Unfit.WHOLE_CITY: ("organisation", _("This role is for the whole city. Leave the organisation open.")),
    Unfit.ONE_BODY: ("organisation", _("This role is for one organisation. Choose it.")),
    Unfit.EMPLOYER: ("organisation", _("An employer's account acts for one employer. Choose it.")),
    Unfit.NO_EMPLOYER: (
        "organisation",
        _("This is an employer. Choose an office or a centre, or the role of employers."),
    ),
    Unfit.NO_AREA: ("area", _("This role is not for one area. Leave the area open.")),
}
