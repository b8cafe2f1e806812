"""What a city's service centres keep: centres with their windows and opening hours, and the services they offer."""

from duikou.desk.models.answers import Answer, AnswerClause
from duikou.desk.models.appointments import Appointment, CentreDay, DayWindow
from duikou.desk.models.centres import Centre, Window
from duikou.desk.models.enquiries import Enquiry, EnquiryText, Referral, TopicDuty
from duikou.desk.models.guide import GuidePage, GuideRevision
from duikou.desk.models.hours import Hours, SpecialDays
from duikou.desk.models.service_areas import AreaEdition, AreaException, ServiceArea
from duikou.desk.models.services import Service, ServiceAt, Topic

__all__ = (
    "Answer",
    "AnswerClause",
    "Appointment",
    "AreaEdition",
    "AreaException",
    "Centre",
    "CentreDay",
    "DayWindow",
    "Enquiry",
    "EnquiryText",
    "GuidePage",
    "GuideRevision",
    "Hours",
    "Referral",
    "Service",
    "ServiceArea",
    "ServiceAt",
    "SpecialDays",
    "Topic",
    "TopicDuty",
    "Window",
)
