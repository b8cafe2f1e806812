"""Telephone numbers and e-mail addresses, as people type them and as they are compared."""

from __future__ import annotations

import re
import unicodedata

from duikou.base.sealed import look_up_hash

_MAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


def normal_contact(text: str) -> str | None:
    """The contact in its one comparable form (`+8613912345678`, `name@example.org`), or None when it is neither."""
    text = unicodedata.normalize("NFKC", text).strip()
    if not text.isprintable():  # controls, and marks that would turn it round
        return None
    if "@" in text:
        return text.lower() if _MAIL.fullmatch(text) and len(text) <= 254 else None
    digits = re.sub(r"[\s\-().]", "", text)
    if re.fullmatch(r"(\+?86|0086)?1[3-9]\d{9}", digits):
        return "+86" + digits[-11:]
    if re.fullmatch(r"0\d{9,11}", digits):
        return "+86" + digits[1:]
    return digits if re.fullmatch(r"\+[1-9]\d{6,14}", digits) else None


def is_mail(contact: str) -> bool:
    """Whether a normal contact is an e-mail address."""
    return "@" in contact


def normal_name(text: str) -> str:
    """A name without control marks and doubled spaces, as it is stored: one part or several, with `·` or not."""
    text = unicodedata.normalize("NFC", text)
    kept = "".join(letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cf", "Co", "Cs"))
    return re.sub(r"\s+", " ", re.sub(r"[・•‧]", "·", kept)).strip()


def masked_contact(contact: str) -> str:
    """A contact that its owner recognises and nobody else can use: `+86138****5678`, `z****@example.org`; a dash when
    there is none."""
    if not contact:
        return "–"
    if is_mail(contact):
        box, _at, host = contact.partition("@")
        return f"{box[:1]}****@{host}"
    return f"{contact[:-8]}****{contact[-4:]}" if len(contact) > 10 else f"****{contact[-3:]}"


def masked_name(name: str) -> str:
    """The first letter of a name, the rest hidden: `张**`."""
    return f"{name[:1]}**"


def person_hashes(name: str, contact: str) -> tuple[bytes, bytes]:
    """The check numbers by which somebody with this (normal) name and contact is found, and by which the contact is."""
    return look_up_hash(contact, name.casefold().replace(" ", "")), look_up_hash(contact)
