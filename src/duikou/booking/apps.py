from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "duikou.booking"
    label = "booking"

    def ready(self) -> None:
        """Declare the personal fields, the words of messages, the work for the worker, and what others
        can be told; book a crowd at the API."""
        from duikou.base import lean
        from duikou.booking import (
            arrival_privacy,
            decisions,
            deeds,
            events,
            jobs,
            letters,
            navigation,
            own_things,
            privacy,
            problems,
            readings,
        )
        from duikou.booking.api import claiming
        from duikou.booking.queries import names_of_doors
        from duikou.journal.deeds import declare, namers

        privacy.declare()
        arrival_privacy.declare()
        letters.declare()
        jobs.declare()
        problems.declare()
        events.declare()
        decisions.declare()
        own_things.declare()
        navigation.declare()
        readings.declare()
        declare(deeds.DEEDS)
        namers.add("door", names_of_doors)
        lean.routes.add(f"POST {claiming.PATH}", claiming.book)
