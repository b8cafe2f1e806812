import re
from typing import Any

from django.apps import AppConfig


def index_changed(service_ids: Any, **_: Any) -> None:
    """Keep the search index in step with services that were just written."""
    from duikou.desk.search import index_services

    index_services(service_ids)


def answers_changed(answer_ids: Any, **_: Any) -> None:
    """Keep the search index in step with answers that were just written."""
    from duikou.desk.answer_search import index_answers

    index_answers(answer_ids)


def guide_changed(page: Any, **_: Any) -> None:
    """Keep the search index in step with a page of the guide that was just written."""
    from duikou.desk.guide_search import index_page

    index_page(page)


class DeskConfig(AppConfig):
    name = "duikou.desk"
    label = "desk"

    def ready(self) -> None:
        """Say what entries of the journal mean, what is kept of whom, and who may do what; hear the news of policies;
        keep the search index in step."""
        from duikou.base import lean, live
        from duikou.desk import (
            appointments_affected,
            board,
            deeds,
            jobs,
            listeners,
            navigation,
            number_words,
            own_words,
            permissions,
            privacy,
            published_data,
            question_deeds,
            question_messages,
            question_navigation,
            question_permissions,
            question_privacy,
            samples,
            signals,
        )
        from duikou.journal.deeds import declare

        declare(deeds.DEEDS)
        declare(question_deeds.DEEDS)
        permissions.declare()
        question_permissions.declare()
        navigation.declare()
        question_navigation.declare()
        privacy.declare()
        published_data.declare()
        question_privacy.declare()
        question_messages.declare()
        jobs.declare()
        own_words.declare()
        number_words.declare()
        samples.declare()
        appointments_affected.declare()
        live.streams.add("desk.board", board.STREAM)
        listeners.connect()
        signals.services_changed.connect(index_changed, dispatch_uid="desk.search")
        signals.answers_changed.connect(answers_changed, dispatch_uid="desk.answers")
        signals.guide_changed.connect(guide_changed, dispatch_uid="desk.guide")
        lean.uploads.add("desk.areas", re.compile(r"/office/centres/[-\w]+/areas$"))
