"""What is on: activities by kind and channel, alone, in a series or in a campaign."""

from duikou.activities.models.activities import Activity
from duikou.activities.models.campaigns import Campaign, Series
from duikou.activities.models.kinds import Channel, Kind

__all__ = ("Activity", "Campaign", "Channel", "Kind", "Series")
