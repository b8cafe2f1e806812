"""What a room publishes for other programs beside the API, by standards that have their own addresses and shapes. Each
room declares it here, and the city's description of its API (OpenAPI 3.1) names it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from duikou.base.problem_details import MEDIA_TYPE
from duikou.base.registry import Registry

PROBLEMS = {
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    422: "Unprocessable Entity",
    429: "Too Many Requests",
    503: "Service Unavailable",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an address, in its path or its query: what it is, in words, and its shape (JSON Schema)."""

    name: str
    about: str
    schema: Mapping[str, Any]
    place: str = "query"


@dataclass(frozen=True, slots=True)
class Published:
    """An address that is read with GET. `summary`, `about` and `tag` are messages (`gettext_noop`); `schema` is the
    shape of the answer (JSON Schema), whose `description`s are messages, too."""

    path: str
    name: str
    tag: str
    summary: str
    about: str
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "object"})
    parameters: Sequence[Parameter] = ()
    media: str = "application/json"

    def operation(self) -> dict[str, Any]:
        """As an operation of OpenAPI."""
        problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
        good = {"description": "OK", "content": {self.media: {"schema": dict(self.schema)}}}
        return {
            "operationId": self.name,
            "summary": self.summary,
            "description": self.about,
            "tags": [self.tag],
            "parameters": [
                {
                    "in": one.place,
                    "name": one.name,
                    "required": one.place == "path",
                    "schema": dict(one.schema),
                    "description": one.about,
                }
                for one in self.parameters
            ],
            "responses": {200: good}
            | {status: {"description": words, "content": dict(problem)} for status, words in PROBLEMS.items()},
        }


published: Registry[Published] = Registry()
