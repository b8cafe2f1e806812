"""`duikou bench which-window`: how large the file of areas is, and how fast Chromium answers from it.

An invented city of areas that share wavering borders is outlined and packed as `publish_areas` does it; the page's own
script is served on a port of this machine and asked in Chromium, also slowed down as a cheap telephone is.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import statistics
import sys
import threading
import time
from datetime import date
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from duikou.desk.areas.service_file import Served, build
from duikou.desk.areas.shapes import UNITS, Point, Polygon
from duikou.desk.areas.streets import read_lines

WEST, SOUTH, STEP = 103 * UNITS, 35 * UNITS, UNITS // 100  # cells of about a kilometre
SCRIPT = Path(__file__).parent / "static" / "desk" / "areas.js"
ASKED = """async ({ rounds, box, streets }) => {
  const { atAddress, atPoint, open } = await import("/areas.js");
  const text = await (await fetch("/file.json")).text();
  const opened = performance.now();
  const book = open(JSON.parse(text));
  const opening = performance.now() - opened;
  const times = { point: [], address: [] };
  for (let n = 0; n < rounds; n += 1) {
    const east = box[0] + Math.random() * (box[2] - box[0]), north = box[1] + Math.random() * (box[3] - box[1]);
    let begun = performance.now();
    atPoint(book, east, north, 30);
    times.point.push(performance.now() - begun);
    begun = performance.now();
    atAddress(book, `某某市 ${streets[n % streets.length]} ${n}号 3单元`);
    times.address.push(performance.now() - begun);
  }
  return { opening, ...times };
}"""


def run(argv: list[str]) -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="duikou bench which-window", description=__doc__)
    parser.add_argument("--polygons", type=int, default=2000)
    parser.add_argument("--points", type=int, default=8, help="points of a border between two corners")
    parser.add_argument("--streets", type=int, default=2000, help="streets in the lists")
    parser.add_argument("--rounds", type=int, default=300, help="questions of each kind")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args(argv)
    areas, box = city(options.polygons, options.points, options.streets)
    begun = time.perf_counter()
    content = build(areas, published=date(2026, 1, 1), general="")
    figures: dict[str, Any] = {
        "polygons": options.polygons,
        "points_drawn": sum(len(polygon.outer) for one in areas for polygon in one.shape),
        "streets": options.streets,
        "build_s": round(time.perf_counter() - begun, 2),
        "file_kb": round(len(content) / 1000, 1),
        "file_kb_gz": round(len(gzip.compress(content, 9)) / 1000, 1),
    }
    try:
        figures["chromium"] = {
            f"{slow}x": _asked(content, box, options, slow, [one.streets[0].names[0] for one in areas if one.streets])
            for slow in (1, 6)
        }
    except ImportError:
        print("Playwright is not installed: only the file is measured.", file=sys.stderr)
    print(json.dumps(figures, indent=1) if options.json else _table(figures))
    return 0


def city(polygons: int, points: int, streets: int) -> tuple[list[Served], list[float]]:
    """So many areas without gaps, each with its share of the streets, and the box around them in degrees."""
    columns = math.ceil(math.sqrt(polygons))
    chance = random.Random(6)
    corners: dict[tuple[int, int], Point] = {}
    borders: dict[tuple[tuple[int, int], tuple[int, int]], list[Point]] = {}

    def corner(at: tuple[int, int]) -> Point:
        if at not in corners:
            away = [chance.randint(-STEP // 3, STEP // 3) for _ in range(2)]
            corners[at] = (WEST + at[0] * STEP + away[0], SOUTH + at[1] * STEP + away[1])
        return corners[at]

    def border(one: tuple[int, int], other: tuple[int, int]) -> list[Point]:
        if (other, one) in borders:
            return borders[other, one][::-1]
        if (one, other) not in borders:
            (ax, ay), (bx, by) = corner(one), corner(other)
            line, away = [(ax, ay)], 0.0
            for n in range(1, points + 1):
                part = n / (points + 1)
                away = away * 0.6 + chance.uniform(-0.03, 0.03)
                line.append(
                    (round(ax + part * (bx - ax) - away * (by - ay)), round(ay + part * (by - ay) + away * (bx - ax)))
                )
            borders[one, other] = [*line, (bx, by)]
        return borders[one, other]

    found = []
    for number in range(polygons):
        x, y = number % columns, number // columns
        around = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]
        ring = [point for at in range(4) for point in border(around[at], around[at + 1])[:-1]]
        lines = "\n".join(f"第{n}大街 1-{99 + 2 * n} 单" for n in range(number, streets, polygons))
        name = {"zh-hans": f"第{number + 1}社区", "en": f"Community {number + 1}"}
        found.append(Served(name, f"centre-{number % 60}", (Polygon(tuple(ring)),), read_lines(lines)[0]))
    rows = math.ceil(polygons / columns)
    return found, [WEST / UNITS, SOUTH / UNITS, WEST / UNITS + columns / 100, SOUTH / UNITS + rows / 100]


def _asked(
    content: bytes, box: list[float], options: argparse.Namespace, slow: int, streets: list[str]
) -> dict[str, Any]:
    from playwright.sync_api import sync_playwright

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, content))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=options.chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{server.server_address[1]}/")
            page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slow})
            told = page.evaluate(ASKED, {"rounds": options.rounds, "box": box, "streets": streets or ["人民路"]})
            browser.close()
    finally:
        server.shutdown()
    answers = sorted([*told["point"], *told["address"]])
    return {
        "open_ms": round(told["opening"], 1),
        "answer_ms_p50": round(statistics.median(answers), 2),
        "answer_ms_p95": round(answers[int(len(answers) * 0.95)], 2),
        "answer_ms_max": round(answers[-1], 2),
    }


class _Files(BaseHTTPRequestHandler):
    def __init__(self, content: bytes, *args: Any) -> None:
        self.content = content
        super().__init__(*args)

    def do_GET(self) -> None:
        known = {
            "/file.json": ("application/json", self.content),
            "/areas.js": ("text/javascript", SCRIPT.read_bytes()),
        }
        kind, body = known.get(self.path, ("text/html", b"<!doctype html><title>bench</title>"))
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


def _table(figures: dict[str, Any]) -> str:
    lines = [f"{name:<14}{value}" for name, value in figures.items() if name != "chromium"]
    for slow, told in figures.get("chromium", {}).items():
        lines.append(f"{slow:<14}" + ", ".join(f"{name} {value}" for name, value in told.items()))
    return "\n".join(lines)
