"""Pictures drawn anew, shown, taken down by who is in them, looked at again."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import ExifTags, Image

from duikou.base.actor import COMMAND
from duikou.directory.actions.photos import hide_photo, remove_photo, show_photo, show_photo_again, take_photo_down
from duikou.directory.forms.photos import PlacePhotoForm
from duikou.directory.models import PlacePhoto, PlacePhotoFile
from duikou.directory.pictures import LARGE_SIDE, SMALL_SIDE, BadPicture, Unreadable, read_picture
from duikou.journal.models import Entry
from tests.directory.photos import drawn, make_photo


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def refused(file: io.BytesIO) -> BadPicture:
    with pytest.raises(Unreadable) as error:
        read_picture(file)
    return error.value.why


def test_nothing_but_the_dots_is_kept():
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "CANARY-CAMERA"
    exif[ExifTags.Base.DateTime] = "2019:10:01 09:00:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (39.0, 46.0, 12.5)
    file = drawn(2400, 1800, exif=exif, comment=b"CANARY-COMMENT")
    assert b"CANARY-CAMERA" in file.getvalue()
    picture = read_picture(file)
    for content in (picture.large, picture.small):
        assert b"CANARY" not in content
        assert b"Exif" not in content
        assert not opened(content).getexif()
        assert set(opened(content).info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }


def test_picture_is_made_small_and_keeps_its_shape():
    picture = read_picture(drawn(4000, 3000))
    assert opened(picture.large).size == (picture.width, picture.height) == (LARGE_SIDE, 1200)
    assert opened(picture.small).size == (SMALL_SIDE, 360)
    assert len(picture.large) < 200_000


def test_small_picture_is_not_blown_up():
    picture = read_picture(drawn(300, 260))
    assert (picture.width, picture.height) == (300, 260)
    assert opened(picture.small).size == (300, 260)


def test_picture_is_turned_upright():
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    picture = read_picture(drawn(640, 480, exif=exif))
    assert (picture.width, picture.height) == (480, 640)


@pytest.mark.parametrize(
    ("form", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("WEBP", "RGB"), ("JPEG", "CMYK")]
)
def test_every_kind_of_picture_becomes_a_jpeg(form, mode):
    picture = read_picture(drawn(form=form, mode=mode))
    assert (opened(picture.large).format, opened(picture.large).mode) == ("JPEG", "RGB")


def test_what_is_transparent_becomes_white():
    body = io.BytesIO()
    Image.new("RGBA", (300, 300), (255, 0, 0, 0)).save(body, "PNG")
    body.seek(0)
    assert min(opened(read_picture(body).large).getpixel((150, 150))) > 250


def bomb() -> io.BytesIO:
    """A PNG of a few hundred bytes that says it has 100,000 by 100,000 dots."""
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"0" * 99)))


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (io.BytesIO(b"GIF89a no"), BadPicture.NO_PICTURE),
        (io.BytesIO(b""), BadPicture.NO_PICTURE),
        (drawn(form="GIF"), BadPicture.NO_PICTURE),
        (io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), BadPicture.NO_PICTURE),
        (io.BytesIO(drawn().getvalue()[:900]), BadPicture.BROKEN),
        (drawn(199, 4000), BadPicture.TOO_SMALL),
        (bomb(), BadPicture.TOO_MANY_DOTS),
        (io.BytesIO(b"\xff\xd8" + b"0" * (20 * 1024 * 1024)), BadPicture.TOO_LARGE),
    ],
    ids=["word", "nothing", "gif", "svg", "cut off", "tiny", "bomb", "large"],
)
def test_what_is_no_picture_is_refused(file, why):
    file.seek(0)
    assert refused(file) == why


@pytest.fixture
def photo(organisation) -> PlacePhoto:
    return make_photo(organisation(kind="centre"))


def test_photo_needs_a_word_on_faces(photo):
    with pytest.raises(ValueError, match="word on the faces"):
        make_photo(photo.body, recognisable="")
    with pytest.raises(IntegrityError), transaction.atomic():
        PlacePhoto.objects.filter(pk=photo.pk).update(recognisable="")
    assert PlacePhoto.objects.count() == 1


def test_photo_is_shown_hidden_and_removed_with_its_bytes(photo):
    assert show_photo(photo=photo, by=COMMAND)
    hide_photo(photo=photo, by=COMMAND)
    assert not PlacePhoto.objects.get().shown
    remove_photo(photo=photo, by=COMMAND)
    assert not PlacePhotoFile.objects.exists()
    wrote = Entry.objects.filter(which=f"photo:{photo.public_id}").order_by("id").values_list("what", flat=True)
    assert list(wrote) == ["photo.added", "photo.shown", "photo.hidden", "photo.removed"]


def test_photo_that_is_taken_down_stays_down_until_somebody_has_looked(photo):
    show_photo(photo=photo, by=COMMAND)
    assert take_photo_down(photo=photo, by=COMMAND)
    assert not take_photo_down(photo=photo, by=COMMAND)
    assert not show_photo(photo=photo, by=COMMAND)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlacePhoto.objects.filter(pk=photo.pk).update(shown=True)
    assert show_photo_again(photo=photo, by=COMMAND)
    assert not show_photo_again(photo=photo, by=COMMAND)
    assert photo.shown


def address(photo: PlacePhoto, name: str, *more: str) -> str:
    return reverse(f"directory:{name}", args=[photo.public_id, *more])


def test_file_is_seen_by_its_keepers_only_until_it_is_shown(photo, visitor, client_with, organisation):
    own, other = (client_with("centre", one) for one in (photo.body, organisation("别的社区", "centre")))
    large = address(photo, "photo", "large")
    assert [one.get(large).status_code for one in (visitor, other, own)] == [404, 404, 200]
    assert own.get(large)["Cache-Control"] == "private, no-store"
    show_photo(photo=photo, by=COMMAND)
    answer = visitor.get(large)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["Cache-Control"] == "public, max-age=300"
    assert opened(answer.content).size == (photo.width, photo.height)
    assert visitor.get(address(photo, "photo", "huge")).status_code == 404


def test_who_is_in_it_hides_it_with_one_tap_and_says_nothing(photo, visitor):
    show_photo(photo=photo, by=COMMAND)
    page = address(photo, "photo-in-it")
    assert b"Hide this picture" in visitor.get(page).content
    assert PlacePhoto.objects.get().shown  # looking changes nothing
    answer = visitor.post(page)
    assert (answer.status_code, b"The picture is hidden" in answer.content) == (200, True)
    assert visitor.get(address(photo, "photo", "large")).status_code == 404
    again = visitor.get(page).content
    assert b"The picture is hidden" in again
    assert b"<img" not in again[again.index(b"<main") :]
    entry = Entry.objects.get(what="photo.taken_down")
    assert entry.details == {}
    assert entry.who == "person"


def test_keeper_looks_at_what_was_taken_down(photo, client_with, organisation):
    show_photo(photo=photo, by=COMMAND)
    take_photo_down(photo=photo, by=COMMAND)
    own, other = (client_with("centre", one) for one in (photo.body, organisation("别的社区", "centre")))
    page = reverse("directory:photos-taken-down")
    assert str(photo.public_id) in own.get(page).content.decode()
    assert b"Nobody has taken a picture down" in other.get(page).content
    decide = address(photo, "photo-decide")
    assert other.post(decide, {"do": "show"}).status_code == 404
    assert own.post(decide, {"do": "nonsense"}, follow=True).status_code == 200
    assert not PlacePhoto.objects.get().shown
    own.post(decide, {"do": "show"})
    photo.refresh_from_db()
    assert photo.shown
    assert photo.confirmed_by == f"account:{own.account.public_id}"
    assert "has looked already" in own.post(decide, {"do": "show"}, follow=True).content.decode()
    own.post(decide, {"do": "remove"})
    assert not PlacePhoto.objects.exists()


def test_pages_of_keepers_are_shut_to_others(photo, visitor, client_with):
    page = reverse("directory:photos-taken-down")
    assert visitor.get(page).status_code == 302
    assert client_with("employer", photo.body).get(page).status_code == 403


def form(content: bytes, **data: str) -> PlacePhotoForm:
    said = {"recognisable": "nobody", "caption_zh-hans": "广场上的舞蹈", **data}
    return PlacePhotoForm(said, {"file": SimpleUploadedFile("p.jpg", content)})


def test_form_gives_the_picture_and_its_caption():
    good = form(drawn().getvalue(), caption_en="Dancing on the square")
    assert good.is_valid(), good.errors
    assert good.picture is not None
    assert good.caption() == {"zh-hans": "广场上的舞蹈", "en": "Dancing on the square"}


@pytest.mark.parametrize(
    ("content", "data", "field"),
    [
        (b"no picture", {}, "file"),
        (b"", {}, "file"),
        (None, {"recognisable": ""}, "recognisable"),
        (None, {"recognisable": "who cares"}, "recognisable"),
        (None, {"caption_zh-hans": ""}, "caption_zh-hans"),
        (None, {"caption_zh-hans": "张三 11010519491231002X"}, "caption_zh-hans"),
    ],
)
def test_form_says_what_is_wrong(content, data, field):
    bad = form(drawn().getvalue() if content is None else content, **data)
    assert not bad.is_valid()
    assert list(bad.errors) == [field]
