"""What the desk does with the news of policies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from duikou.desk.actions import answers
from duikou.plans import signals


def on_policies_ended(policy_ids: Sequence[int], **_: Any) -> None:
    """Answers that rest on them leave the search."""
    answers.flag_ended(policy_ids)


def on_clauses_changed(clause_ids: Sequence[int], **_: Any) -> None:
    """Answers that rest on them have to be looked at again."""
    answers.flag_changed(clause_ids)


def connect() -> None:
    """Start listening; connecting twice is harmless."""
    signals.policies_ended.connect(on_policies_ended, dispatch_uid="desk.policies_ended")
    signals.clauses_changed.connect(on_clauses_changed, dispatch_uid="desk.clauses_changed")
