from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "duikou.config"
    label = "config"
