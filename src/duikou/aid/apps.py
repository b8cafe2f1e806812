from django.apps import AppConfig


class AidConfig(AppConfig):
    name = "duikou.aid"
    label = "aid"

    def ready(self) -> None:
        """Declare what is done with money."""
        from duikou.aid import deeds
        from duikou.journal.deeds import declare

        declare(deeds.DEEDS)
