"""Pages about the API for people: what it offers, and what each kind of problem means."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from duikou.base.problem_details import ROOT, Kind, kinds
from duikou.base.registry import events
from duikou.config.api import api
from duikou.directory.models import ApiToken


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter or a field: its name, its type in words, whether it is needed, what it is."""

    name: str
    type: str
    needed: bool
    about: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An operation as the page shows it."""

    id: str
    method: str
    path: str
    summary: str
    about: str
    guarded: bool
    parameters: list[Row]
    body: list[Row]
    request: str
    answer: list[Row]
    answer_status: str
    answer_example: str
    problems: list[tuple[str, str]]


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Every operation with its parameters, fields and examples, made from the OpenAPI description."""
    context = {
        "about": api.get_openapi_schema()["info"]["description"],
        "groups": _groups(get_language()),
        "scopes": ApiToken.Scope.choices,
        "events": list(events),
        "kinds": list(kinds),
        "description": f"{ROOT}/openapi.json",
    }
    return render(request, "config/api_docs.html", context)


@require_safe
def problem(request: HttpRequest, reason: str) -> HttpResponse:
    """What a kind of problem means and what to do about it: where the `type` of a problem leads."""
    found: Kind | None = kinds.get(reason)
    if found is None:
        raise Http404
    return render(request, "config/api_problem.html", {"kind": found})


@lru_cache
def _groups(_language: str | None) -> list[tuple[str, list[Shown]]]:
    """The operations under the heading of each group, in the active language, which is the one that is named."""
    described = api.get_openapi_schema()
    groups: dict[str, list[Shown]] = {}
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            shown = _shown(path, method, operation, described["components"]["schemas"])
            groups.setdefault(operation["tags"][0], []).append(shown)
    return list(groups.items())


def _shown(path: str, method: str, operation: dict[str, Any], schemas: dict[str, Any]) -> Shown:
    body = _schema_of(operation.get("requestBody", {}))
    status = min(operation["responses"], key=int)
    answer = _schema_of(operation["responses"][status])
    return Shown(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        about=operation.get("description", ""),
        guarded="security" in operation,
        parameters=[
            Row(one["name"], _type(one["schema"]), one["required"], one.get("description", ""))
            for one in operation["parameters"]
        ],
        body=_rows(body, schemas),
        request=_request(method, path, _example(body, schemas) if body else None, guarded="security" in operation),
        answer=_rows(answer, schemas),
        answer_status=str(status),
        answer_example=_written(_example(answer, schemas)),
        problems=[(str(code), one["description"]) for code, one in operation["responses"].items() if int(code) >= 400],
    )


def _request(method: str, path: str, body: Any, *, guarded: bool) -> str:
    """The operation as a command of curl."""
    words = [f"curl $CITY{path}"]
    usual = "get" if body is None else "post"  # what curl does by itself
    words += [f"-X {method.upper()}"] if method != usual else []
    words += ['-H "Authorization: Bearer $TOKEN"'] if guarded else []
    words += ["-H 'Content-Type: application/json'", f"-d '{_written(body)}'"] if body is not None else []
    return " \\\n  ".join(words)


def _schema_of(content: dict[str, Any]) -> dict[str, Any]:
    kinds_of_content: dict[str, dict[str, Any]] = content.get("content", {})
    for one in kinds_of_content.values():
        found: dict[str, Any] = one["schema"]
        return found
    return {}


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[-1]]
    if "anyOf" in schema:  # or null
        return {**schema, **_resolved(schema["anyOf"][0], schemas)}
    return schema


def _rows(schema: dict[str, Any], schemas: dict[str, Any], before: str = "") -> list[Row]:
    whole = _resolved(schema, schemas)
    rows: list[Row] = []
    for name, field in whole.get("properties", {}).items():
        inner = _resolved(field, schemas)
        rows.append(
            Row(f"{before}{name}", _type(inner), name in whole.get("required", []), field.get("description", ""))
        )
        items = _resolved(inner.get("items", {}), schemas)
        if "properties" in items:
            rows += _rows(items, schemas, f"{before}{name}[].")
        elif "properties" in inner:
            rows += _rows(inner, schemas, f"{before}{name}.")
    return rows


def _type(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "anyOf" in schema and "type" not in schema:
        return _type(schema["anyOf"][0])
    return str(schema.get("format") or schema.get("type") or "")


SAMPLES = {"string": "…", "integer": 1, "number": 1, "boolean": True, "date-time": "2026-11-28T01:20:00Z"}
SAMPLES |= {"uuid": "019ab2c4-7d10-7c3e-9a51-5d0f3b1c2e01", "date": "2026-11-28"}


def _example(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    whole = _resolved(schema, schemas)
    if schema.get("examples") or whole.get("examples"):
        return (schema.get("examples") or whole["examples"])[0]
    if "properties" in whole:
        return {name: _example(field, schemas) for name, field in whole["properties"].items()}
    if whole.get("type") == "array":
        return [_example(whole["items"], schemas)]
    if "enum" in whole:
        return whole["enum"][0]
    if whole.get("default") is not None:
        return whole["default"]
    return SAMPLES.get(whole.get("format", ""), SAMPLES.get(whole.get("type", ""), {}))


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
