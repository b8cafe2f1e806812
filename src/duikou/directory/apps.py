from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "duikou.directory"
    label = "directory"

    def ready(self) -> None:
        """Tell the shell the city's name, how staff sign in, and declare the personal fields."""
        from duikou.directory import navigation, privacy

        navigation.declare()
        privacy.declare()
