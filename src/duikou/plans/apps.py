from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "duikou.plans"
    label = "plans"

    def ready(self) -> None:
        """Declare who keeps policies, what is done with them, and the worker's part."""
        from duikou.journal.deeds import declare
        from duikou.plans import deeds, jobs, navigation, permissions

        permissions.declare()
        navigation.declare()
        jobs.declare()
        declare(deeds.DEEDS)
