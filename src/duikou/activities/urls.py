from django.urls import URLPattern, URLResolver, path

from duikou.activities.views import door, join, office, report, shown, work

app_name = "activities"
urlpatterns: list[URLPattern | URLResolver] = [
    path("activities/", shown.what_is_on, name="list"),
    path("activities/all.ics", shown.feed, name="feed"),
    path("activities/kinds/<slug:key>.ics", shown.kind_feed, name="kind-feed"),
    path("activities/campaigns/<slug:campaign>.ics", shown.campaign_feed, name="campaign-feed"),
    path("activities/campaigns/<slug:campaign>/", shown.campaign, name="campaign"),
    path("activities/<uuid:activity>/", shown.activity, name="activity"),
    path("activities/<uuid:activity>/calendar", shown.file, name="file"),
    path("activities/<uuid:activity>/join", join.join, name="join"),
    # For those who keep them
    path("work/activities/", work.work, name="work"),
    path("work/activities/new", work.new, name="new"),
    path("work/activities/coverage", office.coverage, name="coverage"),
    path("work/activities/campaigns/", office.campaigns, name="campaigns"),
    path("work/activities/campaigns/new", office.new_campaign, name="new-campaign"),
    path("work/activities/campaigns/<slug:campaign>/", office.keep_campaign, name="keep-campaign"),
    path("work/activities/campaigns/<slug:campaign>/publish", office.publish_campaign, name="publish-campaign"),
    path("work/activities/kinds/", office.kinds, name="kinds"),
    path("work/activities/kinds/new", office.keep_kind_page, name="new-kind"),
    path("work/activities/kinds/<slug:key>/", office.keep_kind_page, name="keep-kind"),
    path("work/activities/channels/new", office.keep_channel_page, name="new-channel"),
    path("work/activities/channels/<slug:key>/", office.keep_channel_page, name="keep-channel"),
    path("work/activities/<uuid:activity>/", work.keep, name="keep"),
    path("work/activities/<uuid:activity>/edit", work.edit, name="edit"),
    path("work/activities/<uuid:activity>/publish", work.publish, name="publish"),
    path("work/activities/<uuid:activity>/call-off", work.call_off, name="call-off"),
    path("work/activities/<uuid:activity>/door", door.door, name="door"),
    path("work/activities/<uuid:activity>/door/find", door.find, name="door-find"),
    path("work/activities/<uuid:activity>/door/walk-ins", door.walk_ins, name="walk-ins"),
    path("work/activities/<uuid:activity>/door/<uuid:booked>", door.check_in, name="check-in"),
    path("work/activities/<uuid:activity>/report", report.report, name="report"),
    path("work/activities/<uuid:activity>/report/heads", report.heads, name="heads"),
    path("work/activities/<uuid:activity>/report/photos", report.photo, name="add-photo"),
    path("work/activities/<uuid:activity>/report/photos/<uuid:picture>", report.drop_photo, name="drop-photo"),
    path("work/activities/<uuid:activity>/report/publish", report.publish, name="publish-report"),
]
