from django.urls import URLPattern, URLResolver, path

from duikou.desk.views import centres, keep_centres, keep_hours, keep_services, keep_windows, services, work

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("centres/", centres.centres, name="centres"),
    path("centres/<slug:centre>/", centres.centre, name="centre"),
    path("centres/<slug:centre>/calendar.ics", centres.centre_calendar, name="centre-calendar"),
    path("services/", services.services, name="services"),
    path("services/<uuid:service>/", services.service, name="service"),
    path("work/centres", work.page, name="work"),
    path("office/centres/new", keep_centres.new, name="new-centre"),
    path("office/centres/<slug:centre>/", keep_centres.page, name="keep-centre"),
    path("office/centres/<slug:centre>/edit", keep_centres.edit, name="edit-centre"),
    path("office/centres/<slug:centre>/confirm", keep_centres.confirm, name="confirm-centre"),
    path("office/centres/<slug:centre>/state/<slug:to>", keep_centres.state, name="centre-state"),
    path("office/centres/<slug:centre>/hours", keep_hours.week, name="centre-hours"),
    path("office/centres/<slug:centre>/days/new", keep_hours.new_days, name="new-days"),
    path("office/centres/<slug:centre>/windows/new", keep_windows.new, name="new-window"),
    path("office/windows/<uuid:window>/", keep_windows.edit, name="edit-window"),
    path("office/windows/<uuid:window>/close", keep_windows.close, name="close-window"),
    path("office/windows/<uuid:window>/hours", keep_hours.window_week, name="window-hours"),
    path("office/holidays/", keep_hours.city, name="holidays"),
    path("office/holidays/new", keep_hours.new_holiday, name="new-holiday"),
    path("office/special-days/<uuid:days>/", keep_hours.edit_days, name="edit-days"),
    path("office/special-days/<uuid:days>/remove", keep_hours.remove_days, name="remove-days"),
    path("office/services/new", keep_services.new, name="new-service"),
    path("office/services/<uuid:service>/", keep_services.edit, name="keep-service"),
    path("office/services/<uuid:service>/confirm", keep_services.confirm, name="confirm-service"),
    path("office/services/<uuid:service>/state/<slug:to>", keep_services.state, name="service-state"),
]
