"""News of the policies, sent once it is committed. Whoever hears it must find the same by a job too, for a process can
end between the commit and the news."""

from django.dispatch import Signal

# Policies hold no longer: `policy_ids` (a sequence of primary keys).
policies_ended = Signal()

# The wording of clauses of policies in force was changed: `clause_ids` (a sequence of primary keys).
clauses_changed = Signal()
