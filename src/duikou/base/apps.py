from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "duikou.base"
    label = "base"

    def ready(self) -> None:
        """Declare the kinds of problem that every room's part of the API may have."""
        from duikou.base import problem_details

        problem_details.declare()
