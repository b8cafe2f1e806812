from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "duikou.portal"
    label = "portal"
