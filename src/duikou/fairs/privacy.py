"""What the fairs keep of somebody beside the engine's rows, in words, and who of the staff has looked at their name."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from duikou.base.keeping import not_about_people
from duikou.base.registry import (
    Kept,
    PersonalField,
    contact_alone,
    goes_along,
    kept_rows,
    personal_fields,
    shown_with,
    who_did,
)
from duikou.fairs.actions.resumes import forget_resumes
from duikou.fairs.queries.following import follow_ups_agreed_by, follow_ups_over
from duikou.fairs.queries.resumes import resumes_over, shares_over

OUTCOMES = {
    "unknown": N_("not known"),
    "interested": N_("interested in each other"),
    "second": N_("asked to a second interview"),
    "offered": N_("offered the post"),
    "hired": N_("taken on"),
    "not_now": N_("not this time"),
}
SAID = {
    "": N_("nothing so far"),
    **{key: words for key, words in OUTCOMES.items() if key != "unknown"},
    "no_talk": N_("there was no talk"),
    "withheld": N_("rather not say"),
}
STEPS = {
    **OUTCOMES,
    "start": N_("The talk began"),
    "done": N_("The talk is over"),
    "back_outcome": N_("taken back"),
    "back_start": N_("taken back"),
    "back_call": N_("taken back"),
}
NOTES = {
    "noted": N_("noted"),
    "differs": N_("Another device noted something else"),
    "not_here": N_("Not checked in at the door"),
    "given_up": N_("The place had been given up"),
    "elsewhere": N_("At another table by now"),
    "shut": N_("From an account that may not act here any more"),
}
KEPT = (
    Kept(
        "fairs.Interview",
        N_("Interviews"),
        {
            "fair": N_("Fair"),
            "stand": N_("Employer"),
            "post": N_("Post"),
            "called_at": N_("Called"),
            "started_at": N_("Talk begun"),
            "ended_at": N_("Talk ended"),
            "outcome": N_("Outcome, as the employer noted it"),
            "outcome_at": N_("Outcome recorded"),
            "said": N_("Outcome, as you said it"),
            "said_at": N_("When you said it"),
        },
        inner=frozenset({"booking"}),
        shown={
            "fair": lambda row: str(row.fair.title),
            "stand": lambda row: str(row.stand.employer),
            "post": lambda row: row.post.title if row.post else "",
            "outcome": lambda row: _(OUTCOMES.get(row.outcome, row.outcome)),
            "said": lambda row: _(SAID.get(row.said, row.said)),
        },
    ),
    Kept(
        "fairs.SentStep",
        N_("Noted at the table without a network"),
        {
            "stand": N_("Employer"),
            "step": N_("What was noted"),
            "at": N_("Time"),
            "seen_at": N_("Last heard of before"),
            "received_at": N_("Heard of"),
            "result": N_("What came of it"),
            "met": N_("Noted by another device"),
            "met_at": N_("When that was noted"),
            "settled_at": N_("Looked at"),
        },
        inner=frozenset({"id", "sent_id", "source", "booking", "ticket", "named", "by", "settled_by"}),
        shown={
            "stand": lambda row: str(row.stand.employer),
            "step": lambda row: _(STEPS.get(row.step, row.step)),
            "result": lambda row: _(NOTES.get(row.result, row.result)),
            "met": lambda row: _(OUTCOMES.get(row.met, row.met)),
        },
    ),
    Kept(
        "fairs.Resume",
        N_("Your résumé for a fair"),
        {
            "looking_for": N_("Looking for"),
            "work": N_("Work so far"),
            "education": N_("Education and training"),
            "skills": N_("Skills"),
            "created_at": N_("Made"),
            "changed_at": N_("Changed"),
        },
        inner=frozenset({"id", "public_id", "booking", "entry"}),
        reference=lambda row: f"resume:{row.public_id}",
    ),
    Kept(
        "fairs.ResumeShare",
        N_("Who may read your résumé"),
        {"stand": N_("Employer"), "shared_at": N_("Since")},
        inner=frozenset({"id", "resume"}),
        shown={"stand": lambda row: str(row.stand.employer)},
    ),
    Kept(
        "fairs.FollowUp",
        N_("What you agreed to be asked"),
        {
            "stand": N_("Employer"),
            "since": N_("Days are counted from"),
            "asked": N_("Asked so far, up to day"),
            "answered": N_("Answered so far, up to day"),
        },
        inner=frozenset({"id", "public_id", "person"}),
        shown={"stand": lambda row: str(row.stand.employer)},
        reference=lambda row: f"follow_up:{row.public_id}",
    ),
    Kept(
        "fairs.WaitedPost",
        N_("Posts you wait to talk about"),
        {"post": N_("Post")},
        inner=frozenset({"entry", "key"}),
        shown={"post": lambda row: row.post.title if row.post else ""},
    ),
    Kept(
        "fairs.WishedPost",
        N_("Posts you wish to talk about"),
        {"post": N_("Post")},
        inner=frozenset({"id", "wish"}),
        shown={"post": lambda row: row.post.title if row.post else ""},
    ),
)
FIELDS = [
    who_did(f"fairs.{model}", field, label, N_("as long as the fair; it is a reference, never a name"))
    for model, field, label in (
        ("ImportBatch", "by", N_("who read in a list of posts")),
        ("Condition", "decided_by", N_("who decided about a condition in a posting")),
    )
]
FIELDS += [
    who_did(
        "fairs.SentStep",
        field,
        label,
        N_("30 days after the event; it is a reference, never a name"),
        seen_by=N_("the employer of the table, administrators"),
    )
    for field, label in (
        ("by", N_("who noted something at a table without a network")),
        ("settled_by", N_("who looked at a note that did not fit")),
    )
]
ABOUT_POSTS = {
    "fairs.ImportBatch.mapping": "headers of a list of posts and what each means; refused ones by name, without values",
    "fairs.ImportBatch.defaults": "what holds for every post of a list that says nothing of it",
    "fairs.ImportBatch.report": "what was found in a list of posts; refused columns by name, without values",
    "fairs.Post.other": "what a posting says beside the usual, as the age it asks for",
}

TEXTS_OF_RESUME = (
    ("looking_for", N_("what somebody looks for, in their résumé")),
    ("work", N_("work so far, in their résumé")),
    ("education", N_("education, in their résumé")),
    ("skills", N_("skills, in their résumé")),
)
FIELDS += [
    PersonalField(
        model="fairs.Resume",
        field=field,
        label=label,
        whose="person",
        purpose=N_("to tell the employers that the person chooses, before a talk at this fair"),
        legal_basis=N_("written and shared by the person"),
        seen_by=N_(
            "the employers that the person ticks: at their own table, and under the code where they name an order"
        ),
        kept_for=N_("1 day after the fair, or until the person erases it"),
        erased_by=N_("deletion of the row with all its shares"),
        overdue=resumes_over,
    )
    for field, label in TEXTS_OF_RESUME
] + [
    PersonalField(
        model="fairs.ResumeShare",
        field="resume",
        label=N_("which employers may read a résumé"),
        whose="person",
        purpose=N_("to show it to the employers that the person chooses, and to nobody else"),
        legal_basis=N_("written and shared by the person"),
        seen_by=N_(
            "the employers that the person ticks: at their own table, and under the code where they name an order"
        ),
        kept_for=N_("as long as the tick stays, 1 day after the fair at most"),
        erased_by=N_("deletion of the row"),
        overdue=shares_over,
    )
]
FIELDS.append(
    PersonalField(
        model="fairs.FollowUp",
        field="person",
        label=N_("that somebody agreed to be asked how it goes with an employer"),
        whose="person",
        purpose=N_("to ask one question after 30, 60 and 90 days, and count the answers without anybody"),
        legal_basis=N_("agreed to by the person"),
        seen_by=N_("nobody"),
        kept_for=N_("until the last question is answered, 104 days at most, or until the person says stop"),
        erased_by=N_("deletion of the row"),
        overdue=follow_ups_over,
    )
)


def declare() -> None:
    """Put them into the registries that exports, privacy pages and proofs walk."""
    for field in FIELDS:
        personal_fields.add(f"{field.model}.{field.field}", field)
    for name, why in ABOUT_POSTS.items():
        not_about_people.add(name, why)
    for kept in KEPT:
        kept_rows.add(kept.model, kept)
    goes_along.add("fairs.resumes", forget_resumes)
    shown_with.add("fairs.follow_ups", follow_ups_agreed_by)
    contact_alone.add("fairs.FollowUp", "fairs.FollowUp")
