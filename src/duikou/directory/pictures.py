"""Pictures that come in: read with care, turned upright, made small, drawn anew. Pure.

What a camera writes beside the picture - where it was, when, with which device - is not copied: the new file is made of
the dots alone.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 20 * 1024 * 1024
MOST_DOTS = 60_000_000  # six times the picture of an ordinary telephone
LEAST_SIDE = 200
LARGE_SIDE, SMALL_SIDE = 1600, 480
QUALITY = 80


class BadPicture(StrEnum):
    """Why a file is no picture that can be kept."""

    TOO_LARGE = "too_large"
    TOO_SMALL = "too_small"
    TOO_MANY_DOTS = "too_many_dots"
    NO_PICTURE = "no_picture"
    BROKEN = "broken"


class Unreadable(ValueError):
    """The file is no picture that can be kept; `why` says it."""

    def __init__(self, why: BadPicture) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in two sizes, as JPEG; `width` and `height` are those of the large one, in dots."""

    large: bytes
    small: bytes
    width: int
    height: int


def read_picture(file: IO[bytes]) -> Picture:
    """The picture in `file` (JPEG, PNG or WebP), upright, at most LARGE_SIDE and SMALL_SIDE dots long. Raises
    Unreadable. The size is looked at before any dot is decoded, so that a small file cannot fill the memory."""
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Unreadable(BadPicture.TOO_LARGE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about metadata that is thrown away
        try:
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                if image.width * image.height > MOST_DOTS:
                    raise Unreadable(BadPicture.TOO_MANY_DOTS)
                if min(image.width, image.height) < LEAST_SIDE:
                    raise Unreadable(BadPicture.TOO_SMALL)
                return _drawn_anew(image)
        except UnidentifiedImageError:
            raise Unreadable(BadPicture.NO_PICTURE) from None
        except Image.DecompressionBombError:
            raise Unreadable(BadPicture.TOO_MANY_DOTS) from None
        except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
            if isinstance(error, Unreadable):
                raise
            raise Unreadable(BadPicture.BROKEN) from None


def _drawn_anew(image: Image.Image) -> Picture:
    image.draft("RGB", (LARGE_SIDE, LARGE_SIDE))  # lets JPEG decode at half size or less where that is enough
    upright = ImageOps.exif_transpose(image)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        seen = upright.convert("RGBA")
        flat = Image.new("RGB", seen.size, "white")
        flat.paste(seen, mask=seen.getchannel("A"))
    else:
        flat = upright.convert("RGB")
    large, small = flat.copy(), flat
    large.thumbnail((LARGE_SIDE, LARGE_SIDE), Image.Resampling.LANCZOS)
    small.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
    return Picture(_jpeg(large), _jpeg(small), large.width, large.height)


def _jpeg(image: Image.Image) -> bytes:
    bare = Image.frombytes(image.mode, image.size, image.tobytes())  # without what the old one carried along
    body = io.BytesIO()
    bare.save(body, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return body.getvalue()
