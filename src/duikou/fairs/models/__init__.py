"""Job fairs: the fair, employers' stands, posts, interviews and their outcomes, imported spreadsheets."""

from duikou.fairs.models.fairs import Fair, Stand
from duikou.fairs.models.follow_ups import FollowUp, FollowUpCount
from duikou.fairs.models.halls import HallPlan
from duikou.fairs.models.imports import ImportBatch
from duikou.fairs.models.interviews import Interview, WaitedPost, WishedPost
from duikou.fairs.models.posts import Condition, Post, PostCondition
from duikou.fairs.models.resumes import Resume, ResumeShare
from duikou.fairs.models.shares import FairShare
from duikou.fairs.models.steps import SentStep

__all__ = (
    "Condition",
    "Fair",
    "FairShare",
    "FollowUp",
    "FollowUpCount",
    "HallPlan",
    "ImportBatch",
    "Interview",
    "Post",
    "PostCondition",
    "Resume",
    "ResumeShare",
    "SentStep",
    "Stand",
    "WaitedPost",
    "WishedPost",
)
