from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "duikou.activities"
    label = "activities"

    def ready(self) -> None:
        """Declare who may do what, and what the journal says."""
        from duikou.activities import deeds, permissions
        from duikou.journal.deeds import declare

        permissions.declare()
        declare(deeds.DEEDS)
