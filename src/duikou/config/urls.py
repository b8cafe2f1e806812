"""Every address of the city: one line per room."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    *([path("demo/", include("duikou.demo.urls"))] if settings.DEMO else []),
    path("", include("duikou.portal.urls")),
    path("", include("duikou.fairs.urls")),
    path("", include("duikou.booking.urls")),
    path("", include("duikou.directory.urls")),
    path("", include("duikou.base.urls")),
]

handler400 = "duikou.base.views.problems.bad_request"
handler403 = "duikou.base.views.problems.forbidden"
handler404 = "duikou.base.views.problems.not_found"
handler500 = "duikou.base.views.problems.broken"
