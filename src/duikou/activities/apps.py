from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "duikou.activities"
    label = "activities"

    def ready(self) -> None:
        """Declare who may do what, what the journal says, and what others show of activities."""
        from duikou.activities import (
            course_privacy,
            course_words,
            deeds,
            jobs,
            navigation,
            permissions,
            samples,
            search,
            shift_letters,
            shift_words,
            signals,
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
        jobs.declare()
        signals.activity_changed.connect(search.index_activity, dispatch_uid="activities.search")
        signals.course_changed.connect(search.index_course, dispatch_uid="activities.course_search")
