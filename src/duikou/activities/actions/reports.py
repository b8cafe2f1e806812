"""Writing what an activity was like, and the photos that go with it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from duikou.activities import rules
from duikou.activities.models import Activity, Report, ReportPhoto
from duikou.base import clock
from duikou.base.actor import Actor
from duikou.base.translated import translated
from duikou.directory.actions import photos
from duikou.directory.pictures import Picture
from duikou.journal import actions as journal


@transaction.atomic
def write_report(*, activity: Activity, text: Mapping[str, str] | str, by: Actor) -> Report:
    """Keep the text of an activity's report, new or instead of the former one. Raises rules.Refused before it began."""
    now = clock.now()
    if no := rules.may_report(activity, now=now):
        raise rules.Refused(no)
    values = {"text": translated(text), "written_at": now}
    report, _new = Report.objects.update_or_create(activity=activity, defaults=values)
    journal.record(what="report.written", which=f"activity:{activity.public_id}", by=by)
    return report


@transaction.atomic
def add_photo(*, report: Report, picture: Picture, recognisable: str, caption: Mapping[str, str], by: Actor) -> None:
    """Add a photo of the place to a report; it is shown once the report is."""
    kept = photos.add_photo(
        picture=picture, body=report.activity.organiser, recognisable=recognisable, caption=caption, by=by
    )
    ReportPhoto.objects.create(report=report, photo=kept)
    if report.published_at:
        photos.show_photo(photo=kept, by=by)


@transaction.atomic
def publish_report(*, report: Report, by: Actor) -> None:
    """Show the report with its photos to everybody; a second time changes nothing. Raises rules.Refused while how many
    came is not written down, or the report is empty."""
    if no := rules.may_publish_report(report.activity, text=bool(report.text)):
        raise rules.Refused(no)
    if not Report.objects.filter(pk=report.pk, published_at=None).update(published_at=clock.now()):
        return
    report.refresh_from_db()
    for one in ReportPhoto.objects.filter(report=report).select_related("photo"):
        photos.show_photo(photo=one.photo, by=by)
    journal.record(what="report.published", which=f"activity:{report.activity.public_id}", by=by)
