from django.urls import URLPattern, URLResolver, path

from duikou.booking.views import about, feeds, manage, mine, numbers, waiting

app_name = "booking"
urlpatterns: list[URLPattern | URLResolver] = [
    # One's own booking, of whatever room
    path("b/<str:token>/", manage.manage, name="manage"),
    path("s/<str:token>", mine.short, name="short"),
    path("b/<str:token>/calendar", manage.calendar_file, name="calendar"),
    path("b/<str:token>/subscribe", feeds.subscribe, name="subscribe"),
    path("c/<str:token>.ics", feeds.feed, name="feed"),
    path("b/<str:token>/move", manage.move, name="move"),
    path("b/<str:token>/cancel", manage.cancel, name="cancel"),
    path("b/<str:token>/slip", manage.slip, name="slip"),
    path("b/<str:token>/about-me", about.of_booking.page, name="about-me"),
    path("b/<str:token>/about-me/file", about.of_booking.file, name="about-me-file"),
    path("b/<str:token>/about-me/correct", about.of_booking.correct, name="about-me-correct"),
    # One's own place on a waiting list
    path("w/<str:token>/", waiting.waiting, name="waiting"),
    path("w/<str:token>/about-me", about.of_waiting.page, name="waiting-about-me"),
    path("w/<str:token>/about-me/file", about.of_waiting.file, name="waiting-about-me-file"),
    path("w/<str:token>/about-me/correct", about.of_waiting.correct, name="waiting-about-me-correct"),
    path("w/<str:token>/leave", waiting.leave, name="leave"),
    path("w/<str:token>/erase", waiting.erase, name="erase-waiting"),
    # One's own number in a queue
    path("n/<str:token>/", numbers.number, name="number"),
    path("n/<str:token>/tell", numbers.tell, name="number-tell"),
    path("n/<str:token>/leave", numbers.leave, name="number-leave"),
    # What this browser booked
    path("my", mine.my, name="my"),
    path("my/forget", mine.forget, name="forget"),
    path("find", mine.find, name="find"),
]
