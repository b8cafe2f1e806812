from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "duikou.base"
    label = "base"
