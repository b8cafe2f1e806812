"""What is on: activities by kind and channel, alone, in a series or in a campaign, and what is told of them; classes
with their sessions; teams of volunteers with their shifts."""

from duikou.activities.models.activities import Activity
from duikou.activities.models.campaigns import Campaign, Series
from duikou.activities.models.courses import Course, Presence, Session
from duikou.activities.models.kinds import Channel, Kind
from duikou.activities.models.reports import Report, ReportPhoto
from duikou.activities.models.teams import Shift, VolunteerTeam

__all__ = (
    "Activity",
    "Campaign",
    "Channel",
    "Course",
    "Kind",
    "Presence",
    "Report",
    "ReportPhoto",
    "Series",
    "Session",
    "Shift",
    "VolunteerTeam",
)
