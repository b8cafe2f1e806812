"""The API against its own OpenAPI description: whatever is sent, the answer is one that the description names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.utils import translation
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from duikou.base import clock
from duikou.base.actor import COMMAND
from duikou.base.published import published
from duikou.booking import passes, tickets
from duikou.booking.api.callers import buckets
from duikou.booking.models import Draw
from duikou.config.api import api
from duikou.config.wsgi import application
from duikou.directory.actions.connections import give_token
from duikou.directory.models import ApiToken
from tests.architecture.world import World

EXAMPLES = 12
KEPT = (
    HealthCheck.function_scoped_fixture,
    HealthCheck.too_slow,
    HealthCheck.filter_too_much,
    HealthCheck.data_too_large,
)


class Undone(Exception):
    """Takes back what an example wrote."""


@pytest.fixture
def world(world: World) -> Iterator[World]:
    """The world; a request in the middle of a test leaves the test's own connection, and so its transaction, alone."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    Draw.objects.update(state=Draw.State.WISHING, wishes_until=clock.now() + timedelta(hours=1))
    yield world
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def proofs(world: World) -> Iterator[str]:
    """A token that opens everything, a pass, the keys of a booking and of a list of wishes."""
    _token, secret = give_token(
        name="All", organisation=None, scopes=ApiToken.Scope.values, per_minute=10**6, by=COMMAND
    )
    yield secret
    assert world.booking.person is not None
    yield passes.issue(world.fair.offer, world.booking.person)
    yield tickets.manage_token(world.booking)
    yield tickets.entry_token(world.entry)


def real(world: World, case: Case) -> None:
    """Put ids that exist into half of what is asked, so that more than "not found" is tried."""
    known = world.values("manage")
    ids = {
        "slug": world.fair.slug,
        "post": str(world.post.public_id),
        "offer": str(world.fair.offer.public_id),
        "slot": str(world.booking.slot.public_id),
        "booking": str(world.booking.public_id),
        "entry": str(world.waiting.public_id),
        "code": str(world.contact_code.public_id),
        "about": str(known["post_id"]),
    }
    if isinstance(case.body, dict) and "wishes" in case.body:
        case.body["wishes"] = [ids["post"]]
    if isinstance(case.path_parameters, dict) and "wishes" in case.path_parameters:
        case.path_parameters["wishes"] = str(world.entry.public_id)
    for part in (case.path_parameters, case.query, case.body):
        if isinstance(part, dict):
            part.update({name: value for name, value in ids.items() if name in part})


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_no_request_breaks_the_api_and_every_answer_is_described(world, mode):
    try_everything(world, mode)


def test_answer_that_is_not_described_is_noticed(world, monkeypatch):
    monkeypatch.setattr("duikou.fairs.api.fairs.fairs_listed", lambda **_ignored: int("²"))
    with pytest.raises(BaseExceptionGroup, match="distinct failure"):
        try_everything(world, GenerationMode.POSITIVE)


def try_everything(world: World, mode: GenerationMode) -> None:
    """Ask every operation for what fits the description, or for what does not, with every kind of proof."""
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    shown = list(proofs(world))
    for result in described.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()

        @seed(20261128)
        @settings(
            max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=KEPT
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def try_it(case: Case) -> None:
            buckets.empty()
            for proof in ("", *shown):
                ask(case, proof)
                if mode is GenerationMode.POSITIVE:
                    real(world, case)

        try:
            try_it()
        except Unsatisfiable:
            assert mode is GenerationMode.NEGATIVE  # where nothing is sent, nothing can be wrong with it


def ask(case: Case, proof: str) -> None:
    """Send it and hold the answer against the description; what it wrote is taken back."""
    headers = {"Accept-Encoding": "identity", **({"Authorization": f"Bearer {proof}"} if proof else {})}
    # The description cannot say which majors, cursors or contacts there are; a proof mends what was made wrong.
    left_out = [positive_data_acceptance, *([negative_data_rejection] if proof else [])]
    try:
        with transaction.atomic():
            case.call_and_validate(headers=headers, excluded_checks=left_out)
            raise Undone
    except Undone:
        pass


def test_description_is_openapi_3_1_with_an_example_and_a_meaning_for_all_that_is_sent():
    with translation.override("en"):
        described: dict[str, Any] = api.get_openapi_schema()
    assert described["openapi"] == "3.1.0"
    assert len(described["paths"]) > 15
    for path, operations in described["paths"].items():
        assert published.get(path) or re.fullmatch(r"/api/v1(/[a-z{][a-z-]*}?)+", path), path
        for operation in operations.values():
            assert operation["summary"], path
            assert len(operation["description"]) > 20, path
            assert {"400", "404", "422", "429", "503"} <= {str(status) for status in operation["responses"]}
