"""The city's topics for other programs (`/hsds/taxonomies`, `/hsds/taxonomy_terms`), and what is not there."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from duikou.base.problem_details import Problem
from duikou.desk import hsds, hsds_terms
from duikou.desk.models import Topic
from duikou.desk.views.hsds_parameters import flag, listed, published_as_json, uuid


@published_as_json
def taxonomies(request: HttpRequest) -> hsds.Json:
    """The one taxonomy, as a page of a list."""
    words = request.GET.get("search", "").strip().casefold()
    found = [one for one in (hsds_terms.taxonomy(),) if words in one["name"].casefold()]
    return listed(request, found, lambda rows: list(rows))


@published_as_json
def taxonomy(request: HttpRequest, taxonomy: UUID) -> hsds.Json:
    """The one taxonomy."""
    if taxonomy != hsds.TAXONOMY:
        raise Problem("not_found")
    return hsds_terms.taxonomy()


@published_as_json
def terms(request: HttpRequest) -> hsds.Json:
    """A page of topics. All are at the top: whoever asks for the parts of one gets none."""
    flag(request, "top_only")
    words = request.GET.get("search", "").strip().casefold()
    of, parent = uuid(request, "taxonomy_id"), uuid(request, "parent_id")
    found = [one for one in Topic.objects.all() if words in str(one).casefold()]
    if parent or (of and of != hsds.TAXONOMY):
        found = []
    return listed(request, found, lambda rows: [hsds_terms.term(one) for one in rows])


@published_as_json
def term(request: HttpRequest, term: UUID) -> hsds.Json:
    """A topic."""
    found = hsds_terms.topic_of(term, list(Topic.objects.all()))
    if found is None:
        raise Problem("not_found")
    return hsds_terms.term(found)


@published_as_json
def nothing(request: HttpRequest, rest: str) -> hsds.Json:
    """An address under /hsds/ that leads nowhere."""
    raise Problem("not_found")
