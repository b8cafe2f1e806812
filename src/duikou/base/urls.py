from django.urls import URLPattern, URLResolver, path

from duikou.base import views

app_name = "base"
urlpatterns: list[URLPattern | URLResolver] = [
    path("language", views.language, name="language"),
]
