"""The office's screens of the areas that centres serve."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.desk.actions import service_areas as acts
from duikou.desk.models import AreaEdition, AreaException, Centre, ServiceArea
from duikou.directory.models import Account, Grant, Organisation
from tests.desk.areas.drawing import as_file, feature, square
from tests.desk.factories import make_centre

pytestmark = pytest.mark.django_db
Role = Grant.Role


def sign_in(role: str, body: Organisation | None) -> Client:
    account = Account.objects.create(username=f"{role}-{body}", display_name=role, created_at=clock.now())
    Grant.objects.create(account=account, role=role, organisation=body, granted_at=clock.now())
    client = Client(headers={"accept-language": "en"})
    client.force_login(account)
    return client


@pytest.fixture
def centre() -> Centre:
    return make_centre(slug="north")


@pytest.fixture
def staff(centre: Centre) -> Client:
    return sign_in(Role.CENTRE, centre.organisation)


def upload(client: Client, *features, name: str = "areas.geojson", given_in: str = "wgs84", content: bytes = b""):
    file = SimpleUploadedFile(name, content or as_file(list(features)))
    return client.post("/office/centres/north/areas", {"file": file, "given_in": given_in})


def test_a_drawing_is_uploaded_and_shown(centre, staff):
    assert upload(staff, square("北关"), square("南关", 1)).status_code == 302
    body = staff.get("/office/centres/north/areas").content.decode()
    assert body.count('<path class="c0"') == 2
    assert "北关" in body
    assert [len(area.drawing) for area in ServiceArea.objects.all()] == [1, 1]


def test_coordinates_of_map_tools_are_moved(centre, staff):
    upload(staff, square("北关"), given_in="gcj02")
    east, north = ServiceArea.objects.get().shape[0].outer[0]
    assert 100 < 103_000_000 - east < 6000
    assert north != 34_900_000


def test_a_faulty_drawing_is_refused_by_name_and_place_and_nothing_is_kept(centre, staff):
    crossing = feature("东关", [[103, 35], [103.01, 35.01], [103.01, 35], [103, 35.01], [103, 35]])
    swapped = feature("西关", [[35, 103], [35, 103.01], [35.01, 103.01], [35, 103]])
    answer = upload(staff, square("北关"), crossing, swapped)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "The border of “东关” crosses itself, or runs back along itself, at 35.00500 N, 103.00500 E." in body
    assert "“西关” has latitude and longitude the wrong way round" in body
    assert not ServiceArea.objects.exists()
    answer = upload(staff, content=b"PK not json")
    assert answer.status_code == 422
    assert "This is no GeoJSON file" in answer.content.decode()
    assert staff.post("/office/centres/north/areas", {}).status_code == 422


def test_streets_are_listed_with_errors_by_line(centre, staff):
    form = {"name_zh": "北关", "streets": "人民路 1-99 单\n解放街 9-1\n12-14"}
    answer = staff.post("/office/centres/north/areas/new", form)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Line 2: “9-1” runs backwards" in body
    assert "Line 3: the numbers in “12-14” cannot be read" in body
    assert "解放街 9-1" in body, "nothing of what was typed is lost"
    assert not ServiceArea.objects.exists()
    form["streets"] = "人民路 1-99 单\n除 人民路 17"
    assert staff.post("/office/centres/north/areas/new", form).status_code == 302
    area = ServiceArea.objects.get()
    body = staff.get(f"/office/areas/{area.public_id}/").content.decode()
    assert "1–99 odd" in body
    assert "but not 17" in body


def test_an_exception_is_entered_and_removed(centre, staff):
    south = make_centre(slug="south")
    area = acts.add_area(centre=centre, name="北关", streets="人民路", by=COMMAND)
    today = timezone.localdate(clock.now())
    form = {"words_zh": "大厅装修", "starts_on": today, "ends_on": today - timedelta(days=1), "instead": south.pk}
    address = f"/office/areas/{area.public_id}/exceptions/new"
    assert "The last day is before the first" in staff.post(address, form).content.decode()
    assert staff.post(address, {**form, "ends_on": ""}).status_code == 302
    made = AreaException.objects.get()
    assert (made.instead, made.ends_on) == (south, None)
    assert staff.post(f"/office/area-exceptions/{made.public_id}/remove").status_code == 302
    assert not AreaException.objects.exists()


def test_the_office_publishes_and_must_have_looked_at_overlaps(centre, staff):
    office = sign_in(Role.OFFICE, centre.organisation)
    assert staff.post("/office/areas/publish").status_code == 403
    assert office.post("/office/areas/publish").status_code == 302
    assert not AreaEdition.objects.exists(), "there was nothing to publish"
    other = make_centre(slug="south")
    upload(staff, square("北关"))
    acts.add_area(centre=other, name="南关", streets="人民路", by=COMMAND)
    acts.add_area(centre=centre, name="东关", streets="人民路 1-9", by=COMMAND)
    assert "1 place is served by two centres" in office.get("/office/areas/").content.decode()
    assert office.post("/office/areas/publish", {"general": other.pk}).status_code == 422
    assert office.post("/office/areas/publish", {"general": other.pk, "meant": "on"}).status_code == 302
    edition = AreaEdition.objects.get()
    assert (edition.general, edition.areas) == (other, 3)
    assert "The public sees what you see here" in office.get("/office/areas/").content.decode()


def test_an_area_is_removed_and_its_drawing_taken_away(centre, staff):
    upload(staff, square("北关"))
    area = ServiceArea.objects.get()
    staff.post(f"/office/areas/{area.public_id}/", {"name_zh": "北关里", "streets": "", "drop_drawing": "on"})
    area.refresh_from_db()
    assert (str(area), area.drawing) == ("北关里", [])
    assert staff.post(f"/office/areas/{area.public_id}/remove").status_code == 302
    assert not ServiceArea.objects.exists()


def test_areas_are_kept_by_their_own_centre_only(centre, staff):
    stranger = sign_in(Role.CENTRE, make_centre().organisation)
    upload(staff, square("北关"))
    area = ServiceArea.objects.get()
    for address in (f"/office/areas/{area.public_id}/", "/office/centres/north/areas"):
        assert stranger.get(address).status_code == 404
        assert Client().get(address).status_code == 302
        assert sign_in(Role.DOOR, centre.organisation).get(address).status_code == 403
        Account.objects.filter(username__startswith="door").delete()
    assert stranger.post(f"/office/areas/{area.public_id}/remove").status_code == 404
    assert ServiceArea.objects.count() == 1
