from django.urls import URLPattern, URLResolver

app_name = "fairs"
urlpatterns: list[URLPattern | URLResolver] = []
