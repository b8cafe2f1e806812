from typing import Any

from django.apps import AppConfig


def index_changed(service_ids: Any, **_: Any) -> None:
    """Keep the search index in step with services that were just written."""
    from duikou.desk.search import index_services

    index_services(service_ids)


class DeskConfig(AppConfig):
    name = "duikou.desk"
    label = "desk"

    def ready(self) -> None:
        """Say what entries of the journal mean, what is kept of whom, and who may do what."""
        from duikou.desk import deeds, navigation, permissions, privacy, signals
        from duikou.journal.deeds import declare

        declare(deeds.DEEDS)
        permissions.declare()
        navigation.declare()
        privacy.declare()
        signals.services_changed.connect(index_changed, dispatch_uid="desk.search")
