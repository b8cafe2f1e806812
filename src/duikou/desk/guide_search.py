"""What the desk puts into the search index: the pages of the guide, each text under its own language, so that whoever
reads one language finds what is written in it."""

from __future__ import annotations

from django.conf import settings

from duikou.desk.guide_text import read
from duikou.desk.models import GuidePage
from duikou.desk.queries.guide import SCOPE, kind_of
from duikou.index import actions as index
from duikou.index.entries import Entry


def index_page(page: GuidePage) -> None:
    """Bring the entries of a page up to date: one for each language in which it is published. Call it inside the
    writer's transaction."""
    for language, _name in settings.LANGUAGES:
        if page.title.get(language):
            index.put_many([entry_of(page, language)], kind=kind_of(language), scope=SCOPE)
        else:
            index.drop_many({page.pk}, kind=kind_of(language))


def entry_of(page: GuidePage, language: str) -> Entry:
    """The entry of a page in a language, without its markup."""
    blocks = read(page.body.get(language, ""))
    lines = [line for block in blocks for line in block.lines]
    return Entry(
        ref=page.pk,
        title=page.title.get(language, ""),
        texts=tuple("".join(piece.text for piece in line.pieces) for line in lines),
    )
