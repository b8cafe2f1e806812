"""What questions and answers hang into the page shell."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from duikou.base import shell
from duikou.desk.question_permissions import ANSWER, COUNSEL, KEEP_ANSWERS


def answers_questions(request: Any) -> bool:
    """Whether the request is of somebody who answers questions."""
    return ANSWER.shown_to(request) or COUNSEL.shown_to(request)


def declare() -> None:
    """Register the way to answers, for everybody, and to the questions of one's body."""
    shell.navigation.add("answers", shell.NavigationItem("desk:answers", _("Ask"), also="/questions/", rank=40))
    shell.account_links.add("questions", shell.NavigationItem("desk:inbox", _("Questions"), answers_questions))
    shell.account_links.add("answers", shell.NavigationItem("desk:kept-answers", _("Answers"), KEEP_ANSWERS.shown_to))
