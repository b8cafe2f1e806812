"""The small city of the tests that try every door: built once for each of their modules, and the same for each test."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings

from tests.architecture.world import World, build


@pytest.fixture(scope="module")
def _built(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("world")
    block = transaction.atomic()
    with override_settings(DATA=folder), django_db_blocker.unblock():
        block.__enter__()
        try:
            yield build(folder)
        finally:
            transaction.set_rollback(True)
            block.__exit__(None, None, None)


@pytest.fixture
def world(_built: World, db: None, settings: Any) -> World:
    """The city with a signed-in client for each role; what a test writes is taken back after it. They signed in when
    the city was built: nobody is asked for the password again, however long the tests take."""
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 24 * 3600
    clients = {role: Client(headers={"accept-language": "en"}) for role in _built.clients}
    for role, client in clients.items():
        client.cookies = deepcopy(_built.clients[role].cookies)
    return replace(_built, clients=clients)
