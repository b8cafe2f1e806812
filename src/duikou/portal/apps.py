from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "duikou.portal"
    label = "portal"

    def ready(self) -> None:
        """Put the front page into the main navigation, and what is kept about people at the foot of every page."""
        from django.utils.translation import gettext_lazy as _

        from duikou.base import shell

        shell.footer_links.add("promises", shell.NavigationItem("portal:promises", _("What we keep about you")))
        shell.navigation.add("portal", shell.NavigationItem("portal:home", _("Job fairs"), also="/fairs/", rank=10))
