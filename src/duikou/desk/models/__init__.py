"""What a city's service centres keep: centres with their windows and opening hours, and the services they offer."""

from duikou.desk.models.centres import Centre, Window
from duikou.desk.models.hours import Hours, SpecialDays
from duikou.desk.models.services import Service, ServiceAt, Topic

__all__ = (
    "Centre",
    "Hours",
    "Service",
    "ServiceAt",
    "SpecialDays",
    "Topic",
    "Window",
)
