"""What the sample city says to those who have just come: which centre serves which street, and a guide. The borders are
invented, and the guide says itself that it is a sample."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import yaml
from django.utils import timezone

from duikou.base.actor import Actor
from duikou.desk.actions import guide, service_areas
from duikou.desk.areas.geojson import Drawn
from duikou.desk.areas.shapes import UNITS, Polygon
from duikou.desk.models import Centre, GuidePage, ServiceArea, Topic

BY = Actor("system", ref="sample", door="demo")
FILE = Path(__file__).with_name("newcomers.yaml")


def build(now: datetime) -> None:
    """Areas of the four centres, published, one with an exception; the guide in both languages, of which one page's
    Chinese text is newer."""
    said = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    centres = {centre.slug: centre for centre in Centre.objects.all()}
    today = timezone.localdate(now)
    for one in said["areas"]:
        ring = tuple((round(east * UNITS), round(north * UNITS)) for east, north in one["border"])
        centre = centres[one["centre"]]
        service_areas.draw_areas(centre=centre, drawn=[Drawn(one["name"], (Polygon(ring),))], by=BY)
        area = ServiceArea.objects.get(centre=centre)
        service_areas.change_area(area=area, name=area.name, streets=one["streets"], by=BY)
        if "exception" in one:
            service_areas.add_exception(
                area=area,
                words=one["exception"],
                starts_on=today,
                ends_on=today + timedelta(days=20),
                instead=centres[one["instead"]],
                by=BY,
            )
    service_areas.publish_areas(general=centres[said["general"]], by=BY)
    topics = {topic.key: topic for topic in Topic.objects.all()}
    for order, one in enumerate(said["guide"], 1):
        page = guide.add_guide_page(
            slug=one["slug"], order=10 * order, topic=topics.get(one.get("topic", "")), sample=True, by=BY
        )
        for language in ("zh-hans", "en"):
            guide.publish_guide_text(
                page=page, language=language, title=one["title"][language], body=one["body"][language], by=BY
            )


def renew() -> None:
    """A newer Chinese text of a page, so that its English one is out of date."""
    said = yaml.safe_load(FILE.read_text(encoding="utf-8"))["newer"]
    page = GuidePage.objects.get(slug=said["slug"])
    body = f"{page.body['zh-hans']}\n\n{said['text']}"
    guide.publish_guide_text(page=page, language="zh-hans", title=page.title["zh-hans"], body=body, by=BY)
