from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "duikou.desk"
    label = "desk"
