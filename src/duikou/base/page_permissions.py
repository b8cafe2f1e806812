"""What no page of a city may ask of a browser, and the few that may: the header Permissions-Policy."""

from __future__ import annotations

USED = ("camera", "clipboard-write", "publickey-credentials-create", "publickey-credentials-get")  # the door; passkeys
UNUSED = (
    "accelerometer", "autoplay", "browsing-topics", "display-capture", "encrypted-media", "fullscreen",
    "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment",
    "picture-in-picture", "serial", "usb", "window-management", "xr-spatial-tracking",
)  # fmt: skip
HEADER = "Permissions-Policy"


def permissions(*also: str) -> str:
    """The header's value for a page that may use what every page may, and `also` these."""
    used = [name for name in (*USED, *UNUSED) if name in USED or name in also]
    unused = [name for name in UNUSED if name not in also]
    return ", ".join([f"{name}=(self)" for name in used] + [f"{name}=()" for name in unused])
