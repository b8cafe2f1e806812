"""Pictures for tests, drawn here."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from duikou.base.actor import COMMAND
from duikou.directory.actions.photos import add_photo
from duikou.directory.models import Organisation, PlacePhoto
from duikou.directory.pictures import read_picture


def drawn(width: int = 640, height: int = 480, form: str = "JPEG", mode: str = "RGB", **more: Any) -> io.BytesIO:
    """A file with a picture of this size, a gradient from black to blue."""
    image = Image.linear_gradient("L").resize((width, height)).convert(mode)
    body = io.BytesIO()
    image.save(body, form, **more)
    body.seek(0)
    return body


def make_photo(body: Organisation, **values: Any) -> PlacePhoto:
    """A photo that the public does not see yet."""
    picture = read_picture(drawn(320, 240))
    return add_photo(
        picture=picture,
        body=body,
        by=COMMAND,
        **{"recognisable": PlacePhoto.Recognisable.NOBODY, "caption": "示例：广场", **values},
    )
