"""Slowing a flood of anonymous requests down: never refused, never more than two seconds, no address kept."""

from __future__ import annotations

from typing import Any

import pytest

from duikou.base.networks import network_of
from duikou.config.gate import BURST, LONGEST_PAUSE_SECONDS, Gate

FLOOD = int(BURST) + 100


def asked(
    path: str = "/api/v1/fairs", client: str | None = "203.0.113.7", headers: list[tuple[bytes, bytes]] | None = None
) -> dict[str, Any]:
    return {"type": "http", "path": path, "client": (client, 1234) if client is not None else None,
            "headers": headers or []}  # fmt: skip


def last_pause(gate: Gate, scope: dict[str, Any], times: int = FLOOD) -> float:
    return [gate.pause(scope) for _ in range(times)][-1]


def test_flood_is_slowed_down_and_by_two_seconds_at_most() -> None:
    gate = Gate()
    pauses = [gate.pause(asked()) for _ in range(2_000)]
    assert set(pauses[: int(BURST)]) == {0}
    assert max(pauses) == LONGEST_PAUSE_SECONDS


def test_others_are_not_slowed_down_with_them() -> None:
    gate = Gate()
    assert last_pause(gate, asked()) > 0
    assert gate.pause(asked(client="203.0.113.250")) > 0  # the same network
    assert gate.pause(asked(client="203.0.114.7")) == 0
    assert gate.pause(asked(client="2001:db8::1")) == 0


@pytest.mark.parametrize("path", ["/", "/fairs/", "/apis", "/static/api/x.css"])
def test_pages_are_never_slowed_down(path: str) -> None:
    assert last_pause(Gate(), asked(path)) == 0


@pytest.mark.parametrize("client", ["", None, "unix", "/run/duikou.sock"])
def test_whoever_has_no_address_is_not_slowed_down_with_everybody(client: str | None) -> None:
    assert last_pause(Gate(), asked(client=client)) == 0


def test_no_address_is_kept() -> None:
    gate = Gate()
    gate.pause(asked(client="203.0.113.7"))
    kept = list(gate._buckets._filled)
    assert [type(key) for key in kept] == [bytes]
    assert b"203.0.113" not in kept[0]
    other = Gate()
    other.pause(asked(client="203.0.113.7"))
    assert list(other._buckets._filled) != kept  # each process has a key of its own


@pytest.mark.parametrize(
    ("client", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2::9", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),  # else all of IPv4 would be one network
        ("::ffff:198.51.100.7", "198.51.100.0/24"),
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_networks(client: str, network: str) -> None:
    assert network_of(client, "") == network


@pytest.mark.parametrize(
    ("proxies", "forwarded", "network"),
    [
        (0, "198.51.100.7", "192.0.2.0/24"),  # nobody in front: anybody may have written it
        (1, "198.51.100.7", "198.51.100.0/24"),
        (1, "1.1.1.1, 198.51.100.7", "198.51.100.0/24"),  # what came before the proxy is made up
        (2, "1.1.1.1, 198.51.100.7, 10.0.0.1", "198.51.100.0/24"),
        (2, "198.51.100.7", "192.0.2.0/24"),
        (1, "", "192.0.2.0/24"),
        (1, "198.51.100.7:4711", "198.51.100.0/24"),
        (1, "[2001:db8:1::7]:4711", "2001:db8:1::/48"),
        (1, "unknown", ""),
    ],
)
def test_networks_behind_proxies(proxies: int, forwarded: str, network: str, settings: Any) -> None:
    settings.PROXIES = proxies
    assert network_of("192.0.2.1", forwarded) == network


def test_header_that_comes_in_several_lines_is_one(settings: Any) -> None:
    settings.PROXIES = 2
    gate = Gate()
    lines = [(b"x-forwarded-for", b"198.51.100.7"), (b"x-forwarded-for", b"10.0.0.1")]
    assert last_pause(gate, asked(headers=lines)) > 0
    assert gate.pause(asked(headers=[(b"x-forwarded-for", b"198.51.100.9, 10.0.0.1")])) > 0
    assert gate.pause(asked(headers=[(b"x-forwarded-for", b"203.0.113.9, 10.0.0.1")])) == 0
