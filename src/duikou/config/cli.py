"""The `duikou` command: picks the data folder, then hands over to a room's management command."""

from __future__ import annotations

import os
import sys

COMMANDS = {
    "demo": "start the sample city with invented employers, posts and bookings",
    "serve": "serve this city over HTTP",
    "worker": "deliver messages and release expired holds",
    "setup": "set up a real city: administrator, city, languages, mail",
    "migrate": "create or upgrade the database",
    "check": "check settings and the database's invariants",
    "import-postings": "read employers' spreadsheets into a fair",
    "bench": "measure import, search and booking",
    "messages": "extract and compile the message catalogues",
    "shell": "open a Python shell in the city",
}


def usage() -> str:
    """The text printed by `duikou --help`."""
    lines = ["usage: duikou COMMAND [options]", "", "commands:"]
    lines += [f"  {name:<17}{what}" for name, what in COMMANDS.items()]
    lines += ["", "`duikou COMMAND --help` explains one. Settings are DUIKOU_* variables; see docs/settings.md."]
    return "\n".join(lines)


def take_data_folder(arguments: list[str]) -> list[str]:
    """Move `--data DIR` out of the arguments into DUIKOU_DATA, before the settings are read."""
    rest: list[str] = []
    pending = iter(arguments)
    for argument in pending:
        if argument == "--data":
            folder = next(pending, "")
            if not folder:
                raise SystemExit("duikou: --data needs a folder")
            os.environ["DUIKOU_DATA"] = folder
        elif argument.startswith("--data="):
            os.environ["DUIKOU_DATA"] = argument.removeprefix("--data=")
        else:
            rest.append(argument)
    return rest


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status (2 for a command that does not exist)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in ("-h", "--help", "help"):
        print(usage())
        return 0
    name, rest = words[0], take_data_folder(words[1:])
    if name not in COMMANDS and name not in ("makemigrations", "test-server"):
        print(f"duikou: there is no command '{name}'\n\n{usage()}", file=sys.stderr)
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duikou.config.settings")
    if name == "demo":
        os.environ["DUIKOU_DEMO"] = "1"
        os.environ.setdefault("DUIKOU_DATA", "data/demo")
    from django.core.management import ManagementUtility

    ManagementUtility(["duikou", name.replace("-", "_"), *rest]).execute()
    return 0
