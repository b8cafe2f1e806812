from django.apps import AppConfig


class FairsConfig(AppConfig):
    name = "duikou.fairs"
    label = "fairs"
