from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "duikou.directory"
    label = "directory"
