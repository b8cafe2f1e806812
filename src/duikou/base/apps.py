from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "duikou.base"
    label = "base"

    def ready(self) -> None:
        """Declare the kinds of problem that every room's part of the API may have, and the proofs that concern all."""
        from duikou.base import problem_details, proofs

        problem_details.declare()
        proofs.declare()
