"""What the journal calls those of this room who act."""

from __future__ import annotations

from duikou.directory.queries import names_of_accounts, names_of_tokens
from duikou.journal.deeds import namers


def name_actors() -> None:
    """Tell the journal's page the names of accounts and of tokens."""
    namers.add("account", names_of_accounts)
    namers.add("token", names_of_tokens)
