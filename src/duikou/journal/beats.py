"""Signs of life: each worker writes every few seconds that it is at work."""

from __future__ import annotations

import os
import socket
import time
from datetime import timedelta

from django.db import Error

from duikou.base import clock
from duikou.journal.models import Beat

EVERY = 10.0
FORGOTTEN = timedelta(days=1)


class Heart:
    """The signs of life of one worker, under a name of its own."""

    def __init__(self) -> None:
        self.worker = f"{socket.gethostname()[:40]}:{os.getpid()}:{id(self):x}"[:80]
        self.since, self._next = clock.now(), 0.0

    def beat(self) -> None:
        """Write that the worker is at work, unless it has done so a few seconds ago. A database that is away is no
        reason to stop working."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY
        now = clock.now()
        try:
            first = {"at": now, "since": self.since}
            Beat.objects.update_or_create(worker=self.worker, defaults={"at": now}, create_defaults=first)
            Beat.objects.filter(at__lt=now - FORGOTTEN).delete()
        except Error:
            self._next = 0.0
