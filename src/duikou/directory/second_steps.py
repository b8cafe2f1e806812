"""What an account asks besides its password, as far as a page that knows no sign-in must ask for it too.

Whatever keeps second factors declares here while the apps load:
`second_steps.add("codes", SecondStep(has=…, accepts=…))`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from duikou.base.registry import Registry
from duikou.directory.models import Account


@dataclass(frozen=True, slots=True)
class SecondStep:
    """A second factor that can be typed. `has` says whether the account has set it up, `accepts` whether what was typed
    is right; a code that works once is used up by that."""

    has: Callable[[Account], bool]
    accepts: Callable[[Account, str], bool]


second_steps: Registry[SecondStep] = Registry()


def is_asked(account: Account) -> bool:
    """Whether the account has any second factor."""
    return any(step.has(account) for step in second_steps)


def is_right(account: Account, typed: str) -> bool:
    """Whether what was typed satisfies one of the account's second factors; with none there is nothing to satisfy."""
    steps = [step for step in second_steps if step.has(account)]
    return not steps or any(step.accepts(account, typed) for step in steps)
