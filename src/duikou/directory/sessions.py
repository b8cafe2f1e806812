"""Sessions: who is signed in with which browser. Kept under a keyed hash of the browser's key, with its account, so
that somebody can see and end their own."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

from duikou.base import clock
from duikou.base.sealed import Unsealable
from duikou.directory.models import Session

SINCE, SEEN, HOW = "since", "seen", "how"  # moments in seconds since 1970, and one of Session.How


def stored_key(key: str) -> str:
    """Under what a session with this key is kept: 64 hexadecimal digits."""
    return hmac.new(settings.SECRET_KEY.encode(), b"session " + key.encode(), sha256).hexdigest()


class SessionStore(db.SessionStore):
    """Django's sessions in the database, by `stored_key`."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        try:
            return Session.objects.get(session_key=stored_key(self.session_key or ""), expire_date__gt=clock.real())
        except (Session.DoesNotExist, Unsealable):
            self._session_key = None
            return None

    def exists(self, session_key: str) -> bool:
        return Session.objects.filter(session_key=stored_key(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        account = data.get(SESSION_KEY)
        return Session(
            session_key=stored_key(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            account_id=int(account) if account else None,
            how=data.get(HOW, ""),
            since=_moment(data.get(SINCE)),
            seen_at=_moment(data.get(SEEN)),
        )

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(session_key=stored_key(key)).delete()


def _moment(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, tz=UTC) if seconds else None
