"""News from the desk, sent inside the writer's transaction."""

from django.dispatch import Signal

# Services were written, offered or ended, or what is shown with them was: `service_ids`. The search index listens.
services_changed = Signal()
# Opening hours changed: `centre_id` and `window_id` (None: all of them), on the days from `first` to `last` (None: for
# good). What is planned by them listens.
hours_changed = Signal()
# Answers were published, changed, flagged or withdrawn: `answer_ids`. The search index listens.
answers_changed = Signal()
# A text of the guide was published: `page`. The search index listens.
guide_changed = Signal()
