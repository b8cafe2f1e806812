"""Pages that use htmx, which puts what it fetched into the page as text and so cannot keep the ban on that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from csp.decorators import csp_replace
from django.http import HttpResponse

View = Callable[..., HttpResponse]


def with_htmx(view: View) -> View:
    """Lift that ban for the answers of `view`. The rest of the policy stays: what is put in runs no script of its own,
    and only this city is asked."""
    lifted: Any = csp_replace({"require-trusted-types-for": None, "trusted-types": None})
    return cast(View, lifted(view))
