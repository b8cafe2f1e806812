"""The demo's own check: a server of its own, and the main job over HTTP, as a browser without JavaScript walks it."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from typing import Any

from duikou.demo.browsing import Browser
from duikou.demo.walking import Fault, steps


def walk() -> dict[str, Any]:
    """What was seen step by step, and the faults; starts a server on a free port with a sample city of its own."""
    folder = tempfile.mkdtemp(prefix="duikou-check-")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    begin = time.monotonic()
    server = start(port, folder)
    seen: dict[str, Any] = {"address": f"http://127.0.0.1:{port}", "steps": [], "faults": []}
    try:
        wait_for(server, port)
        seen["seconds_until_ready"] = round(time.monotonic() - begin, 1)
        browser = Browser(seen["address"])
        for title, saw in steps(browser):
            seen["steps"].append({"step": title, "saw": saw})
        seen["requests"] = browser.count
        seen["seconds"] = round(time.monotonic() - begin, 1)
    except (Fault, OSError, http.client.HTTPException) as fault:
        seen["faults"].append(f"{type(fault).__name__}: {fault}" if not isinstance(fault, Fault) else str(fault))
    finally:
        stop(server)
        shutil.rmtree(folder, ignore_errors=True)
    return seen


def start(port: int, folder: str) -> subprocess.Popen[bytes]:
    """`duikou demo` in a process of its own."""
    command = [sys.executable, "-m", "duikou", "demo", "--port", str(port), "--data", folder]
    environment = {**os.environ, "DUIKOU_DATABASE": ""}
    group: dict[str, Any] = {"start_new_session": True}
    if os.name == "nt":
        group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}  # type: ignore[attr-defined,unused-ignore]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **group)


def stop(server: subprocess.Popen[bytes]) -> None:
    """End the server, kindly first."""
    server.send_signal(signal.CTRL_BREAK_EVENT if os.name == "nt" else signal.SIGTERM)  # type: ignore[attr-defined,unused-ignore]
    try:
        server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the server listens; raises Fault when it ends or takes longer than two minutes."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise Fault(f"the server ended with status {server.returncode}; start `duikou demo` to see why")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise Fault("the server was not ready after two minutes")
