"""Every text that people write in their own words is looked at for identity numbers and contacts of persons."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module

from django.forms import BaseForm

from duikou.base.free_text import FreeText, FreeTextForm
from tests.architecture.house import SOURCE, layer_of, source_files, tree

# Texts that are no free text, each with its reason.
EXCEPTIONS = {
    "activities/forms/courses.py": {"not_on": "refuses all but days", "typed": "refuses all but times"},
    "activities/forms/finding_courses.py": {"q": "a search, not kept", "code": "taken apart, not kept"},
    "base/forms.py": {"name": "a sample", "contact": "a sample", "question": "a sample, never sent"},
    "desk/forms/finding.py": {"q": "a search, not kept"},
    "directory/forms/accepting.py": {"username": "a name to sign in with, unique"},
    "directory/forms/addresses.py": {"email": "refuses all but an address", "code": "compared, not kept"},
    "directory/forms/invitations.py": {"email": "refuses all but an address"},
    "directory/forms/lost_password.py": {"who": "compared, kept sealed for two days", "second": "compared, not kept"},
    "directory/forms/cities.py": {
        "mail_server": "an address, sealed",
        "code": "the code of the console",
        "username": "a name to sign in with, unique",
    },
    "directory/forms/connections.py": {"url": "an address, taken apart"},
    "directory/forms/journal.py": {"about": "a search, not kept", "who": "a search, not kept"},
    "booking/forms/about.py": {"contact": "compared, not kept"},
    "booking/forms/booking.py": {
        "slot": "the id of a time",
        "wait_for": "the id of a time",
        "code": "compared, not kept",
        "contact": "compared, not kept",
    },
    "desk/forms/asking.py": {"contact": "refuses all but a contact", "code": "compared, not kept"},
    "fairs/forms/draw_steps.py": {"seed": "digits: refuses all but the seed of a draw"},
    "fairs/forms/draws.py": {"code": "compared, not kept", "tables": "refuses all but numbers"},
    "fairs/forms/hours.py": {"code": "compared, not kept"},
    "fairs/forms/door_links.py": {"label": "the name of a post at the door: refuses more than four digits itself"},
    "booking/forms/proving.py": {"digits": "the digits of a code, compared, not kept"},
    "activities/forms/hours.py": {"code": "the code of a book, compared, not kept"},
    "activities/forms/teams.py": {"secret": "the code of an invitation, compared, not kept"},
    "fairs/forms/secrets.py": {"secret": "the secret of a link, compared, not kept"},
    "booking/forms/people.py": {"name": "refuses identity numbers itself", "contact": "refuses all but a contact"},
    "fairs/forms/stands.py": {"uscc": "has a check character of its own", "username": "a mail address to sign in with"},
}
HARMLESS_WIDGETS = {"PasswordInput", "HiddenInput"}


def forms_of_the_house() -> list[type[BaseForm]]:
    """Every form class of the product."""
    found: list[type[BaseForm]] = []
    for path in source_files():
        if layer_of(path) == "forms":
            name = ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
            module = import_module(f"duikou.{name}")
            found += [one for one in vars(module).values() if isinstance(one, type) and issubclass(one, BaseForm)]
    return [form for form in found if form.__module__.startswith("duikou.")]


def plain_texts(node: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """The names that plain text fields are given, with the calls that make them."""
    for child in ast.walk(node):
        value = getattr(child, "value", None)
        if isinstance(child, ast.Assign | ast.AnnAssign) and isinstance(value, ast.Call):
            made = value.func
            if isinstance(made, ast.Attribute) and made.attr == "CharField":
                target = child.targets[0] if isinstance(child, ast.Assign) else child.target
                yield ast.unparse(target), value


def is_harmless(call: ast.Call) -> bool:
    """Whether the field's widget is one for secrets or for what nobody types."""
    widgets = [ast.unparse(one.value) for one in call.keywords if one.arg == "widget"]
    return any(name in widget for widget in widgets for name in HARMLESS_WIDGETS)


def test_every_text_field_is_free_text_or_an_exception_with_a_reason():
    found, used = [], set()
    for path in source_files():
        where = path.relative_to(SOURCE).as_posix()
        if layer_of(path) != "forms" or "demo/" in where:
            continue
        for name, call in plain_texts(tree(path)):
            if is_harmless(call):
                continue
            if name in EXCEPTIONS.get(where, {}):
                used.add((where, name))
            else:
                found.append(f"{where}:{call.lineno} {name}")
    assert found == []
    assert used == {(where, name) for where, names in EXCEPTIONS.items() for name in names}


def test_forms_with_free_text_look_at_it():
    wrong = [
        form.__name__
        for form in forms_of_the_house()
        if any(isinstance(field, FreeText) for field in form.base_fields.values())  # type: ignore[attr-defined]
        and not issubclass(form, FreeTextForm)
    ]
    assert wrong == []
    assert sum(issubclass(form, FreeTextForm) for form in forms_of_the_house()) > 6


def test_the_guard_notices_a_plain_text_field():
    text = "class A:\n    note = forms.CharField(max_length=3)\n    key = forms.CharField(widget=forms.HiddenInput)\n"
    assert [name for name, call in plain_texts(ast.parse(text)) if not is_harmless(call)] == ["note"]
