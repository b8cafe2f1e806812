"""Who floods the API without a proof is slowed down, never refused, and nothing about them is kept."""

from __future__ import annotations

from typing import Any

import pytest

from duikou.config import gate as module
from duikou.config.gate import BURST, LONGEST_PAUSE_SECONDS, Gate, network_of


def scope(client: str = "203.0.113.7", path: str = "/api/v1/fairs", **headers: str) -> dict[str, Any]:
    told = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"path": path, "client": (client, 1), "headers": told}


def test_flood_from_one_network_waits_and_others_do_not():
    gate = Gate()
    pauses = [gate.pause(scope(f"203.0.113.{at % 250}")) for at in range(int(BURST) + 200)]
    assert max(pauses[: int(BURST)]) == 0
    assert pauses[-1] > 1
    assert max(pauses) <= LONGEST_PAUSE_SECONDS
    assert gate.pause(scope("203.0.114.1")) == 0


def test_other_pages_never_wait():
    gate = Gate()
    for _ in range(int(BURST) + 300):
        gate.pause(scope())
    assert gate.pause(scope()) > 0
    assert gate.pause(scope(path="/fairs/demo/")) == 0


def test_no_address_is_kept():
    gate = Gate()
    gate.pause(scope("203.0.113.7"))
    kept = repr(vars(gate._buckets))
    assert "203.0.113" not in kept
    assert Gate()._key != gate._key


@pytest.mark.parametrize(
    ("client", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", ""),
        ("not an address", ""),
    ],
)
def test_network_of_an_address(client, network):
    assert network_of(client, "") == network


def test_address_that_a_client_forges_is_not_believed(settings):
    assert network_of("203.0.113.7", "10.0.0.1") == "203.0.113.0/24"
    settings.PROXIES = 1
    assert network_of("10.0.0.9", "1.2.3.4, 198.51.100.3") == "198.51.100.0/24"
    settings.PROXIES = 2
    assert network_of("10.0.0.9", "9.9.9.9, 198.51.100.3, 10.0.0.8") == "198.51.100.0/24"
    assert network_of("203.0.113.7", "198.51.100.3") == "203.0.113.0/24"
    assert module.PREFIX == {4: 24, 6: 48}
