from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "duikou.activities"
    label = "activities"
