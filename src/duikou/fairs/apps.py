from typing import Any

from django.apps import AppConfig


def index_changed(post_ids: Any, **_: Any) -> None:
    """Keep the search index in step with posts that were just written."""
    from duikou.fairs.search import index_posts

    index_posts(post_ids)


class FairsConfig(AppConfig):
    name = "duikou.fairs"
    label = "fairs"

    def ready(self) -> None:
        """Connect the search index to the news of this room."""
        from duikou.fairs import signals

        signals.posts_changed.connect(index_changed, dispatch_uid="fairs.search")
