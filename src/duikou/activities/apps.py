from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "duikou.activities"
    label = "activities"

    def ready(self) -> None:
        """Declare who may do what, what the journal says, and what others show of activities."""
        from duikou.activities import (
            contest_messages,
            course_privacy,
            course_words,
            deeds,
            hours_privacy,
            jobs,
            navigation,
            own_works,
            permissions,
            privacy,
            samples,
            search,
            shift_letters,
            shift_words,
            signals,
            title_decisions,
            title_deeds,
            title_navigation,
            title_permissions,
            title_search,
            whats_on,
            words,
        )
        from duikou.journal.deeds import declare

        permissions.declare()
        declare(deeds.DEEDS)
        navigation.declare()
        words.declare()
        course_words.declare()
        course_privacy.declare()
        whats_on.declare()
        samples.declare()
        shift_words.declare()
        shift_letters.declare()
        own_works.declare()
        contest_messages.declare()
        privacy.declare()
        jobs.declare()
        title_permissions.declare()
        declare(title_deeds.DEEDS)
        title_decisions.declare()
        title_navigation.declare()
        signals.title_changed.connect(title_search.index_title, dispatch_uid="activities.titles.search")
        hours_privacy.declare()
        signals.activity_changed.connect(search.index_activity, dispatch_uid="activities.search")
        signals.course_changed.connect(search.index_course, dispatch_uid="activities.course_search")
        signals.contest_changed.connect(search.index_contest, dispatch_uid="activities.contests")
