from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "duikou.demo"
    label = "demo"

    def ready(self) -> None:
        """Hang the role switcher above every page."""
        from duikou.base import shell

        shell.bars.add("demo", shell.Bar("demo/bar.html"))
