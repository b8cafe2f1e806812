from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "duikou.config"
    label = "config"

    def ready(self) -> None:
        """Lead to the API's page from the foot of every page."""
        from django.utils.translation import gettext_lazy as _

        from duikou.base import shell

        shell.footer_links.add("api", shell.NavigationItem("api-docs", _("API")))
