from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "duikou.desk"
    label = "desk"

    def ready(self) -> None:
        """Say what entries of the journal mean, what is kept of whom, and who may do what."""
        from duikou.desk import deeds, permissions, privacy
        from duikou.journal.deeds import declare

        declare(deeds.DEEDS)
        permissions.declare()
        privacy.declare()
