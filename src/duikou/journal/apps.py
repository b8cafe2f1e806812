from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "duikou.journal"
    label = "journal"

    def ready(self) -> None:
        """Declare what the journal keeps about people – references – and its work for the worker."""
        from duikou.journal import deeds, jobs, privacy

        privacy.declare()
        jobs.declare()
        deeds.declare(deeds.OWN)
