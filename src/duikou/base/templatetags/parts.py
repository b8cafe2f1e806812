"""Template tags of the page parts."""

from __future__ import annotations

from django import template

from duikou.base.ids import show_code

register = template.Library()
register.filter("code", show_code)
