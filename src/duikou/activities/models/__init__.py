"""What is on: activities by kind and channel, alone, in a series or in a campaign, what is told of them; classes, teams
of volunteers with their shifts, contests; and the programmes by which bodies earn a title by what they do."""

from duikou.activities.models.activities import Activity
from duikou.activities.models.campaigns import Campaign, Series
from duikou.activities.models.contest_entries import ContestEntry, WorkPicture
from duikou.activities.models.contest_parts import ContestCategory, Juror, Prize, WorkCriterion
from duikou.activities.models.contests import Contest
from duikou.activities.models.courses import Course
from duikou.activities.models.hours import HoursBook, HoursEntry, KeptShift, ShiftHours
from duikou.activities.models.judging import Recusal, ResultEdition, WorkMark, WorkSheet
from duikou.activities.models.kinds import Channel, Kind
from duikou.activities.models.programmes import Criterion, Edition, Programme
from duikou.activities.models.reports import Report, ReportPhoto
from duikou.activities.models.reviews import Candidacy, OwnWord, Review, Ruling
from duikou.activities.models.sessions import Presence, Session
from duikou.activities.models.support import Support, SupportPromise
from duikou.activities.models.teams import Shift, VolunteerTeam
from duikou.activities.models.visits import Finding, SitePhoto, Visit

__all__ = (
    "Activity",
    "Campaign",
    "Candidacy",
    "Channel",
    "Contest",
    "ContestCategory",
    "ContestEntry",
    "Course",
    "Criterion",
    "Edition",
    "Finding",
    "HoursBook",
    "HoursEntry",
    "Juror",
    "KeptShift",
    "Kind",
    "OwnWord",
    "Presence",
    "Prize",
    "Programme",
    "Recusal",
    "Report",
    "ReportPhoto",
    "ResultEdition",
    "Review",
    "Ruling",
    "Series",
    "Session",
    "Shift",
    "ShiftHours",
    "SitePhoto",
    "Support",
    "SupportPromise",
    "Visit",
    "VolunteerTeam",
    "WorkCriterion",
    "WorkMark",
    "WorkPicture",
    "WorkSheet",
)
