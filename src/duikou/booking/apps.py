from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "duikou.booking"
    label = "booking"
