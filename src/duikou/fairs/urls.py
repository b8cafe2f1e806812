from django.urls import URLPattern, URLResolver, path

from duikou.fairs.views import book, manage, mine, waiting

app_name = "fairs"
urlpatterns: list[URLPattern | URLResolver] = [
    # The job seeker's booking
    path("fairs/<slug:slug>/posts/<uuid:post_id>/book", book.book, name="book"),
    path("b/<str:token>/", manage.manage, name="manage"),
    path("b/<str:token>/calendar", manage.calendar_file, name="calendar"),
    path("b/<str:token>/move", manage.move, name="move"),
    path("b/<str:token>/cancel", manage.cancel, name="cancel"),
    path("b/<str:token>/here", manage.here, name="here"),
    path("b/<str:token>/about-me", manage.about_me, name="about-me"),
    path("w/<str:token>/", waiting.waiting, name="waiting"),
    path("w/<str:token>/leave", waiting.leave, name="leave"),
    path("my", mine.my, name="my"),
    path("my/forget", mine.forget, name="forget"),
    path("find", mine.find, name="find"),
]
