from django.apps import AppConfig


class IndexConfig(AppConfig):
    name = "duikou.index"
    label = "index"
