"""Paired assistance: partnerships, their year tasks and projects, and the money that is held for them."""

from duikou.aid.models.ledger import Entry, LedgerAccount, Posting
from duikou.aid.models.partnerships import Fund, Partnership, Project, YearTask

__all__ = ("Entry", "Fund", "LedgerAccount", "Partnership", "Posting", "Project", "YearTask")
