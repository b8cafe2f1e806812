"""What goes into the logs: never a signed link, which opens somebody's booking."""

from __future__ import annotations

import logging
import re

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
