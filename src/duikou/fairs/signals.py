"""News from the fairs, sent inside the writer's transaction."""

from django.dispatch import Signal

# Posts were written, published or withdrawn: `post_ids` (a sequence of ids). The search index listens.
posts_changed = Signal()
