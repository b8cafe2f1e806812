"""The roles of the switcher, for its bar."""

from __future__ import annotations

from typing import Any

from django import template

from duikou.demo.roles import Role, choices

register = template.Library()


@register.simple_tag(takes_context=True)
def demo_roles(context: template.Context) -> list[tuple[Role, bool]]:
    """Every role, and whether the request is signed in as it."""
    user: Any = getattr(context.get("request"), "user", None)
    return list(choices(user.get_username() if user is not None and user.is_authenticated else ""))
