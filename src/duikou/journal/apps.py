from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "duikou.journal"
    label = "journal"

    def ready(self) -> None:
        """Declare what the journal keeps about people: references."""
        from duikou.journal import privacy

        privacy.declare()
