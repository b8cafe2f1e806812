"""Every address of the city: one line per room."""

from django.conf import settings
from django.urls import include, path, re_path

from duikou.base.problem_details import ROOT
from duikou.config import api_pages, health, trust
from duikou.config.api import api, nothing_here

urlpatterns = [
    *([path("demo/", include("duikou.demo.urls"))] if settings.DEMO else []),
    path("health", health.page, name="health"),
    path("trust", trust.page, name="trust"),
    path("trust/duikou.crt", trust.authority, name="trust-authority"),
    path("", include("duikou.portal.urls")),
    path("", include("duikou.fairs.urls")),
    path("", include("duikou.desk.urls")),
    path("", include("duikou.activities.urls")),
    path("", include("duikou.plans.urls")),
    path(f"{ROOT[1:]}/docs", api_pages.docs, name="api-docs"),
    path(f"{ROOT[1:]}/problems/<slug:reason>", api_pages.problem, name="api-problem"),
    path(f"{ROOT[1:]}/", api.urls),
    re_path(r"^api/(?P<rest>.*)$", nothing_here, name="api-nothing"),
    path("", include("duikou.booking.urls")),
    path("", include("duikou.directory.urls")),
    path("", include("duikou.directory.urls.sign_in")),
    path("", include("duikou.base.urls")),
]

handler400 = "duikou.base.views.problems.bad_request"
handler403 = "duikou.base.views.problems.forbidden"
handler404 = "duikou.base.views.problems.not_found"
handler500 = "duikou.base.views.problems.broken"
