from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "duikou.directory"
    label = "directory"

    def ready(self) -> None:
        """Tell the shell the city's name and how staff sign in, the outbox whom it reaches, and the personal fields;
        keep watch over the keys."""
        from duikou.directory import (
            account_letters,
            account_samples,
            appointments,
            decision_letters,
            decisions,
            deeds,
            jobs,
            key_checks,
            link_privacy,
            listeners,
            navigation,
            permissions,
            privacy,
            recipients,
            second_codes,
        )
        from duikou.directory.actors import name_actors
        from duikou.journal.deeds import declare

        permissions.declare()
        decisions.declare()
        appointments.declare()
        navigation.declare()
        privacy.declare()
        link_privacy.declare()
        recipients.declare()
        account_letters.declare()
        account_samples.declare()
        decision_letters.declare()
        jobs.declare()
        key_checks.declare()
        second_codes.declare()
        listeners.connect()
        declare(deeds.DEEDS)
        name_actors()
