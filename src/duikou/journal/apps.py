from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "duikou.journal"
    label = "journal"

    def ready(self) -> None:
        """Declare what the journal keeps about people – references – and its work for the worker, and its
        proofs; use up one-time words for the rooms below."""
        from duikou.base import paced
        from duikou.journal import deeds, jobs, once, privacy, proofs

        paced.use(once.spend)
        privacy.declare()
        jobs.declare()
        proofs.declare()
        deeds.declare(deeds.OWN)
