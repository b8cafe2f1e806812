from django.urls import URLPattern, URLResolver, path

from duikou.demo import views

app_name = "demo"
urlpatterns: list[URLPattern | URLResolver] = [
    path("role", views.role, name="role"),
    path("clock", views.move_clock, name="clock"),
    path("outbox", views.outbox, name="outbox"),
    path("journal", views.journal, name="journal"),
]
