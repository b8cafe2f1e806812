from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "duikou.portal"
    label = "portal"

    def ready(self) -> None:
        """Put the front page into the main navigation."""
        from django.utils.translation import gettext_lazy as _

        from duikou.base import shell

        shell.navigation.add("portal", shell.NavigationItem("portal:home", _("Job fairs"), also="/fairs/"))
