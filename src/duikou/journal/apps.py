from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "duikou.journal"
    label = "journal"
