"""`duikou sbom`: the bill of materials of this program."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from duikou.config.inventory import bill


class Command(BaseCommand):
    """Prints it; works without a city and without a network."""

    help = "Print what this program is made of (CycloneDX, JSON): packages, hashes, licences."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        lock = settings.CHECKOUT / "requirements.lock"
        if not lock.exists():
            raise CommandError("requirements.lock is missing: run this in a checkout of the source, as ./run sbom")
        self.stdout.write(json.dumps(bill(lock), indent=2, ensure_ascii=False))
