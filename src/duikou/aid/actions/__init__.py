"""The only writers of the room."""

from duikou.aid.actions.ledger import Step, post, post_all, reverse
from duikou.aid.actions.partnerships import agree_partnership, open_fund, open_year_task, write_project

__all__ = ("Step", "agree_partnership", "open_fund", "open_year_task", "post", "post_all", "reverse", "write_project")
