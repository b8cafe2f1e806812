from typing import Any

from django.apps import AppConfig


def book_through_the_api(asked: Any, *, at_once: bool) -> Any:
    """`booking.api.claiming.book`, which servers have loaded with their addresses before they are asked. What starts
    without a server needs no API, and making its shapes takes a third of the time in which the program starts."""
    from duikou.booking.api.claiming import book

    return book(asked, at_once=at_once)


class BookingConfig(AppConfig):
    name = "duikou.booking"
    label = "booking"

    def ready(self) -> None:
        """Declare the personal fields, the words of messages, the work for the worker, and what others
        can be told; book a crowd at the API."""
        from duikou.base import lean
        from duikou.base.problem_details import ROOT
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
        lean.routes.add(f"POST {ROOT}/bookings", book_through_the_api)
