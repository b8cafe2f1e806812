"""The `duikou` command: picks the data folder, then hands over to a room's management command."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

COMMANDS = {
    "demo": "start the sample city with invented employers, posts and bookings",
    "serve": "serve this city over HTTP",
    "worker": "deliver messages and release expired holds",
    "setup": "set up a real city: administrator, city, languages, mail",
    "appoint": "give somebody a role from the console, or take it away",
    "migrate": "create or upgrade the database",
    "check": "check settings and the database's invariants",
    "person": "export, correct or erase what is kept about somebody who asks",
    "erase": "erase again whomever a restored backup brought back (--replay)",
    "keys": "list, change and retire the keys of names, contacts and secrets",
    "import-postings": "read employers' spreadsheets into a fair",
    "verify-draw": "make a published draw again and say whether it is right",
    "bench": "measure import, search, booking and drawing",
    "sbom": "print what this program is made of (CycloneDX)",
    "messages": "extract and compile the message catalogues",
    "shell": "open a Python shell in the city",
}
MAKERS_COMMANDS = ("makemigrations", "booker")

NEED_A_CITY = ("import-postings", "worker", "appoint")
# These open no city, or look at its keys themselves.
NEED_NO_KEYS = ("messages", "makemigrations", "bench", "demo", "keys", "check", "sbom")


def usage() -> str:
    """The text printed by `duikou --help`."""
    lines = ["usage: duikou COMMAND [--data DIR] [options]", "", "commands:"]
    lines += [f"  {name:<17}{what}" for name, what in COMMANDS.items()]
    lines += [
        "",
        "`duikou COMMAND --help` explains one. `--data DIR` names the folder of the database and the keys.",
        "Settings are DUIKOU_* variables; see docs/settings.md.",
    ]
    return "\n".join(lines)


def take_data_folder(arguments: list[str]) -> list[str]:
    """Move `--data DIR` out of the arguments into DUIKOU_DATA, before the settings are read; exits with 2 when the
    folder is missing."""
    rest: list[str] = []
    pending = iter(arguments)
    for argument in pending:
        name, equals, folder = argument.partition("=")
        if name != "--data":
            rest.append(argument)
            continue
        folder = folder if equals else next(pending, "")
        if not folder or (not equals and folder.startswith("--")):
            print("duikou: --data needs a folder", file=sys.stderr)
            raise SystemExit(2)
        os.environ["DUIKOU_DATA"] = folder
    return rest


def speak_tls(*, own: bool) -> None:
    """Let the settings say HTTPS, and with a certificate of this machine's `own` answer to all of its names."""
    os.environ["DUIKOU_HTTPS"] = "1"
    if own:
        from duikou.config.tls import hosts_here

        os.environ["DUIKOU_OWN_AUTHORITY"] = "1"
        os.environ.setdefault("DUIKOU_HOSTS", ",".join(f"[{one}]" if ":" in one else one for one in hosts_here()))


def speak_utf8() -> None:
    """Let what is printed be UTF-8, whatever the console says."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]


def verify_draw(words: Sequence[str]) -> None:
    """Make a published draw again, which needs no city: no setting is read, no folder and no key is made. Leaves with
    the command's exit status when that is not 0."""
    from django.conf import settings

    from duikou.booking.management.commands.verify_draw import Command

    if not settings.configured:
        settings.configure()
    speak_utf8()
    Command().run_from_argv(["duikou", "verify-draw", *words])


def prepare(name: str, words: Sequence[str] = ()) -> None:
    """Set what a command needs before the settings are read, and say plainly when a setting is wrong (exit 2)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duikou.config.settings")
    if name == "demo":
        os.environ["DUIKOU_DEMO"] = "1"
    if name == "serve" and any(word.startswith("--tls") for word in words):
        speak_tls(own="--tls" in words)
    speak_utf8()
    from environs import EnvError

    from duikou.base.keys import KeyFault

    try:
        import duikou.config.settings  # noqa: F401
    except EnvError as error:
        print(f"duikou: a setting cannot be read: {error}. See docs/settings.md.", file=sys.stderr)
        raise SystemExit(2) from None
    except KeyFault as fault:
        print(f"duikou: {fault}", file=sys.stderr)
        raise SystemExit(1) from None
    except OSError as error:
        print(f"duikou: the data folder cannot be used: {error}. Choose another with --data DIR.", file=sys.stderr)
        raise SystemExit(2) from None


def no_city() -> str:
    """What to do when the data folder's database is missing or older than the program; empty when it is ready."""
    from django.conf import settings
    from django.core.management import CommandError

    from duikou.config.server import refuse_pending_migrations

    try:
        refuse_pending_migrations()
    except CommandError as error:
        sample = settings.DATA / "demo"
        hint = (
            f" The sample city is another folder: add --data {sample}" if (sample / "duikou.sqlite3").exists() else ""
        )
        return f"{error} (data folder: {settings.DATA}).{hint}"
    return ""


def not_to_be_opened(name: str) -> str:
    """Why the database may not be opened as it is, and what to do: keys that do not fit, or a list of erasures that
    cannot be used. Empty when it may be, and holds nobody who was erased. Where it cannot be asked, the command itself
    says so."""
    from django.db import InterfaceError, OperationalError, ProgrammingError

    from duikou.base.keys import KeyFault
    from duikou.config.server import begin
    from duikou.directory.erasure_list import ListUnusable

    try:
        begin(replay=name != "booker")  # whose server has done it
    except (KeyFault, ListUnusable) as fault:
        return str(fault)
    except (OperationalError, InterfaceError, ProgrammingError):
        pass
    return ""


def real_city() -> str:
    """What to do when the settings say demo and the database holds a real city; empty when all is well."""
    from django.conf import settings
    from django.db import DatabaseError

    from duikou.directory.models import City

    try:
        real = settings.DEMO and City.objects.filter(sample=False).exists()
    except DatabaseError:
        return ""  # no database yet, or an older one: there is nothing a demo could open
    where = "the PostgreSQL database" if settings.DATABASE else settings.DATA
    unset = "Take DUIKOU_DEMO out of the settings, or choose another folder with --data DIR."
    return f"DUIKOU_DEMO is set, but {where} holds a real city, and a demo never opens one. {unset}" if real else ""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status (2 for a command or an option that does not exist)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in ("-h", "--help", "help"):
        print(usage())
        return 0
    if words[0] in ("--version", "version"):
        from duikou import __version__

        print(f"duikou {__version__}")
        return 0
    if words[0].startswith("--data"):
        words = [*words[1 if "=" in words[0] else 2 :], *words[: 1 if "=" in words[0] else 2]] or words
    name, rest = words[0], take_data_folder(words[1:])
    if name not in COMMANDS and name not in MAKERS_COMMANDS:
        print(f"duikou: there is no command '{name}'\n\n{usage()}", file=sys.stderr)
        return 2
    if name == "verify-draw":
        verify_draw(rest)
        return 0
    prepare(name, rest)
    if name != "messages":
        from duikou.base.compiling import compile_stale

        compile_stale()
    import django
    from django.core.management import ManagementUtility

    django.setup()
    explained = {"-h", "--help"} & {*rest}
    if name != "demo" and not explained and (real := real_city()):
        print(f"duikou: {real}", file=sys.stderr)
        return 2
    if name in NEED_A_CITY and not explained and (missing := no_city()):
        print(f"duikou: {missing}", file=sys.stderr)
        return 2
    if name not in NEED_NO_KEYS and not explained and (wrong := not_to_be_opened(name)):
        print(f"duikou: {wrong}", file=sys.stderr)
        return 1
    command = ManagementUtility(["duikou"]).fetch_command(name.replace("-", "_"))
    try:
        command.run_from_argv(["duikou", name, *rest])
    except KeyboardInterrupt:
        return 130
    return 0
