from django.urls import URLPattern, URLResolver, path

from duikou.base.views import language, styleguide

app_name = "base"
urlpatterns: list[URLPattern | URLResolver] = [
    path("language", language.choose, name="language"),
    path("styleguide", styleguide.styleguide, name="styleguide"),
]
