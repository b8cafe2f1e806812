"""Proofs of the promises about people that concern every room alike."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from duikou.base.keeping import Proof, proofs
from duikou.base.proofs import declared, names, sealed, terms

PROOFS = (
    Proof(
        "fields",
        10,
        _("No place to store what is never kept: no ethnicity, religion, identity number, photo, health and the like"),
        _("every column of the database, by its name"),
        names.columns,
    ),
    Proof(
        "forms",
        20,
        _("No form asks for any of it"),
        _("every field of every form, by its name and by what the screen calls it"),
        names.forms,
    ),
    Proof(
        "api",
        30,
        _("No other system can send or fetch any of it"),
        _("every field that the interface for other systems takes or gives"),
        names.shapes,
    ),
    Proof(
        "loose",
        50,
        _("Nothing of it is kept as a loose note either"),
        _("every row that holds values under names of their own"),
        names.keys,
    ),
    Proof(
        "declared",
        60,
        _("What is kept about people stands on this page, all of it"),
        _("every encrypted column, and all that leads to a person or an account"),
        declared.fields,
    ),
    Proof(
        "sealed",
        70,
        _("Names and contacts stand in the database only encrypted"),
        _("every value that has to be encrypted is opened with the city’s keys"),
        sealed.columns,
    ),
    Proof(
        "terms",
        80,
        _("Nothing about people is kept for longer than was promised"),
        _("every row about a person that should have gone by now"),
        terms.ends,
    ),
)


def declare() -> None:
    """Put the proofs into their registry."""
    for proof in PROOFS:
        proofs.add(proof.name, proof)
