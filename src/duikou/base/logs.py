"""What goes into the logs: never a signed link, which opens somebody's booking, never what somebody typed, and one line
about what all meet."""

from __future__ import annotations

import logging
import re
import time
from types import TracebackType

from duikou.base.connections import GONE

# In the sentence of an error: what stands in quotes or after an equals sign, long numbers, what has an @ in it, what is
# written in no Latin letters. There an error repeats what it was given.
GIVEN = re.compile(r"""'[^'\n]*'|"[^"\n]*"|=\([^)\n]*\)|(?<==)\S+|\d{5,}|\S*@\S*|[^\x00-\x7f]+""")
Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
LONG_SEGMENT = re.compile(r"/[^/\s?]{24,}|\?\S*")


def without_secrets(path: str) -> str:
    """An address without its query and with every long part (a signed link, an id) cut out."""
    return LONG_SEGMENT.sub(lambda found: "/…" if found[0].startswith("/") else "", path)


class NoSecrets(logging.Filter):
    """Takes signed links and queries out of the addresses that Django writes into its error lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True: the line is kept, its addresses shortened."""
        if isinstance(record.args, tuple):
            record.args = tuple(without_secrets(one) if isinstance(one, str) else one for one in record.args)
        return True


class OneLine(logging.Filter):
    """Says in one line that the database is gone, and not with a traceback for each who asked."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True: the line is kept, with the first line of the error behind it."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, GONE):
            record.msg, record.args = "%s: %s", (record.getMessage(), str(error).partition("\n")[0])
            record.exc_info = record.exc_text = None
        return True


def without_values(traceback: str) -> str:
    """A traceback that says which error was raised where, and not what it was given. Lines of source stay as they are:
    they are ours."""
    return "\n".join(line if line.startswith("  ") else GIVEN.sub("…", line) for line in traceback.split("\n"))


class Line(logging.Formatter):
    """A line with its moment in UTC, and below it the traceback without values."""

    @staticmethod
    def converter(timestamp: float | None) -> time.struct_time:
        """The moment in UTC."""
        return time.gmtime(timestamp)

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line; what was meant to begin another one, or to move the cursor, is spelt out."""
        record.message = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in record.message)
        return super().formatMessage(record)

    def formatException(self, ei: Raised) -> str:
        """The traceback."""
        return without_values(super().formatException(ei))
