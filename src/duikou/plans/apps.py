from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "duikou.plans"
    label = "plans"
