from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "duikou.booking"
    label = "booking"

    def ready(self) -> None:
        """Declare the personal fields, the words of messages and the work for the worker."""
        from duikou.booking import jobs, letters, privacy

        privacy.declare()
        letters.declare()
        jobs.declare()
