import re
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
        """Declare the words of messages and the promises; hear the engine's news; keep the search index in step."""
        from duikou.base import lean, live
        from duikou.booking.own_pages import rooms
        from duikou.directory.inviting import looked_after
        from duikou.fairs import (
            after_messages,
            board,
            change_messages,
            day_messages,
            deeds,
            draw_messages,
            follow_up_messages,
            grounds,
            jobs,
            listeners,
            messages,
            navigation,
            number_words,
            own_words,
            permissions,
            privacy,
            proofs,
            queue_messages,
            samples,
            signals,
            stand_messages,
            standby_messages,
            subjects,
            whats_on,
        )
        from duikou.fairs.queries.stands import employers_at_fairs_of
        from duikou.fairs.views import express, own_pages
        from duikou.journal.deeds import declare

        messages.declare()
        stand_messages.declare()
        standby_messages.declare()
        change_messages.declare()
        draw_messages.declare()
        day_messages.declare()
        after_messages.declare()
        follow_up_messages.declare()
        queue_messages.declare()
        permissions.declare()
        samples.declare()
        navigation.declare()
        listeners.connect()
        subjects.declare()
        own_words.declare()
        number_words.declare()
        grounds.declare()
        jobs.declare()
        privacy.declare()
        proofs.declare()
        whats_on.declare()
        declare(deeds.DEEDS)
        looked_after.add("fairs", employers_at_fairs_of)
        rooms.add("fairs", own_pages.PAGES)
        lean.routes.add(express.PATH, express.book)
        live.streams.add("fairs.board", board.STREAM)
        lean.uploads.add("fairs.imports", re.compile(r"/(?:office/)?fairs/[-\w]+/(?:stand/)?import/"))
        signals.posts_changed.connect(index_changed, dispatch_uid="fairs.search")
