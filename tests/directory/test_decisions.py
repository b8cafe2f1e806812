"""A second person decides: never the one who asked, never twice, never about something that has changed meanwhile."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from threading import Barrier, Thread
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client

from duikou.base import clock
from duikou.base.actor import COMMAND, Actor
from duikou.directory import actions, decisions
from duikou.directory.actions import decisions as acting
from duikou.directory.actions.accepting import accept_invitation
from duikou.directory.actions.appointments import GIVE, TAKE, appoint, dismiss, let_set_up_anew
from duikou.directory.actions.decisions import NotPossible, Why, approve, ask, decline, lapse_old, withdraw
from duikou.directory.actions.invitations import invite
from duikou.directory.models import Account, Decision, Grant, Organisation
from duikou.journal.letters import letter_of
from duikou.journal.models import Entry, Message

Role, State = Grant.Role, Decision.State


def account(name: str, *roles: str, **what: Any) -> Account:
    made = Account.objects.create(username=name, display_name=name, created_at=clock.now())
    for role in roles:
        Grant.objects.create(account=made, role=role, granted_at=clock.now(), **what)
    return made


def me(one: Account) -> Actor:
    return Actor("account", str(one.public_id))


@pytest.fixture
def people(db: None) -> dict[str, Account]:
    """Two administrators, an approver of the whole city, and a colleague who may nothing."""
    return {
        "chief": account("chief", Role.ADMINISTRATOR),
        "deputy": account("deputy", Role.ADMINISTRATOR),
        "approver": account("approver", Role.APPROVER),
        "colleague": account("colleague"),
    }


def asked(people: dict[str, Account], role: str = Role.FINANCE) -> Decision:
    made = appoint(account=people["colleague"], role=role, by=me(people["chief"]))
    assert isinstance(made, Decision)
    return made


def holds(one: Account, role: str) -> bool:
    return Grant.objects.filter(account=one, role=role).exists()


def why(act: Any, **said: Any) -> Why:
    with pytest.raises(NotPossible) as no:
        act(**said)
    return no.value.why


# Whose role needs two


def test_first_administrator_of_a_city_begins_alone(db):
    chief, other, third = account("chief", Role.ADMINISTRATOR), account("other"), account("third")
    for one, role in ((third, Role.FINANCE), (third, Role.APPROVER), (other, Role.ADMINISTRATOR)):
        assert isinstance(appoint(account=one, role=role, by=me(chief)), Grant)
    assert isinstance(appoint(account=third, role=Role.ADMINISTRATOR, by=me(chief)), Decision), "from now on two decide"


@pytest.mark.parametrize("role", [one for one in Role if one not in Grant.OF_ONE_BODY])
def test_two_decide_about_roles_that_can_do_harm_and_one_gives_the_others(people, role):
    made = appoint(account=people["colleague"], role=role, by=me(people["chief"]))
    heavy = role in (Role.ADMINISTRATOR, Role.FINANCE, Role.APPROVER)
    assert isinstance(made, Decision if heavy else Grant)
    assert holds(people["colleague"], role) is not heavy


def test_role_that_needs_two_is_not_given_past_the_decision(people):
    with pytest.raises(actions.SecondPersonNeeded):
        actions.grant_role(account=people["colleague"], role=Role.FINANCE, by=me(people["chief"]))
    other = asked(people)
    with pytest.raises(actions.SecondPersonNeeded):
        actions.grant_role(account=people["colleague"], role=Role.FINANCE, by=me(people["chief"]), agreed=other)


def test_closing_the_other_administrator_does_not_make_one_alone_enough(people):
    actions.set_active(account=people["deputy"], active=False, by=me(people["chief"]))
    assert isinstance(appoint(account=people["colleague"], role=Role.ADMINISTRATOR, by=me(people["chief"])), Decision)


def test_administrators_role_is_taken_by_two_and_laid_down_alone(people):
    grant = people["deputy"].grants.get()
    decision = dismiss(grant=grant, by=me(people["chief"]))
    assert decision is not None
    assert decision.kind == TAKE
    assert holds(people["deputy"], Role.ADMINISTRATOR)
    approve(decision=decision, by=me(people["approver"]))
    assert not holds(people["deputy"], Role.ADMINISTRATOR)


def test_own_role_of_administrator_is_laid_down_alone_but_by_the_last_never(people):
    assert dismiss(grant=people["deputy"].grants.get(), by=me(people["deputy"])) is None
    assert not holds(people["deputy"], Role.ADMINISTRATOR)
    last = people["chief"].grants.get()
    for by in (me(people["chief"]), COMMAND):
        with pytest.raises(actions.LastAdministrator):
            dismiss(grant=last, by=by)
        with pytest.raises(actions.LastAdministrator):
            actions.set_active(account=people["chief"], active=False, by=by)
    assert holds(people["chief"], Role.ADMINISTRATOR)


def test_administrator_whose_account_is_closed_is_no_other_administrator(people):
    actions.set_active(account=people["deputy"], active=False, by=me(people["chief"]))
    with pytest.raises(actions.LastAdministrator):
        actions.set_active(account=people["chief"], active=False, by=COMMAND)


def test_invitation_to_a_role_that_can_do_harm_asks_for_a_second_person(people):
    invitation = invite(role=Role.ADMINISTRATOR, inviter=people["chief"], by=me(people["chief"]))
    said = {"display_name": "New", "password": "a long enough secret", "language": "en"}
    new = accept_invitation(invitation=invitation, username="new", **said)
    assert not holds(new, Role.ADMINISTRATOR)
    decision = Decision.objects.get()
    assert decision.asked_by == people["chief"].public_id, "whoever invited has asked, not whoever accepted"
    assert why(approve, decision=decision, by=me(people["chief"])) == Why.OWN
    approve(decision=decision, by=me(people["deputy"]))
    assert holds(new, Role.ADMINISTRATOR)


def test_second_factors_of_a_role_that_can_do_harm_are_taken_away_by_two(people):
    for name in ("deputy", "colleague"):
        Authenticator.objects.create(user=people[name], type=Authenticator.Type.TOTP, data={})
    assert let_set_up_anew(account=people["colleague"], by=me(people["chief"])) == 1
    decision = let_set_up_anew(account=people["deputy"], by=me(people["chief"]))
    assert isinstance(decision, Decision)
    assert Authenticator.objects.filter(user=people["deputy"]).exists()
    assert why(approve, decision=decision, by=me(people["chief"])) == Why.OWN
    approve(decision=decision, by=me(people["approver"]))
    assert not Authenticator.objects.exists()


# Deciding


def test_decision_is_done_when_another_person_approves_and_the_journal_tells_both(people):
    decision = asked(people)
    assert not holds(people["colleague"], Role.FINANCE)
    approve(decision=decision, by=me(people["approver"]))
    assert holds(people["colleague"], Role.FINANCE)
    said = [(one.what, one.who) for one in Entry.objects.filter(which=f"decision:{decision.public_id}").order_by("pk")]
    chief, approver = (f"account:{people[name].public_id}" for name in ("chief", "approver"))
    assert said == [("decision.asked", chief), ("decision.approved", approver)]
    assert Entry.objects.get(what="account.granted").who == approver
    digests = {one.details["digest"] for one in Entry.objects.filter(which=f"decision:{decision.public_id}")}
    assert digests == {bytes(decision.digest).hex()}


def test_whoever_asked_does_not_decide(people):
    decision = asked(people)
    assert why(approve, decision=decision, by=me(people["chief"])) == Why.OWN
    assert why(decline, decision=decision, by=me(people["chief"])) == Why.OWN
    decision.refresh_from_db()
    assert decision.state == State.ASKED


def test_the_database_itself_refuses_one_person_for_both(people):
    decision = asked(people)
    for state in (State.APPROVED, State.DECLINED):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(
                state=state, decided_by=decision.asked_by, decided_at=clock.now()
            )
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(state=state, decided_at=clock.now())


def test_whoever_gets_the_role_does_not_approve_it(people):
    decision = appoint(account=people["approver"], role=Role.ADMINISTRATOR, by=me(people["chief"]))
    assert why(approve, decision=decision, by=me(people["approver"])) == Why.CONCERNS_YOU
    approve(decision=decision, by=me(people["deputy"]))
    assert holds(people["approver"], Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", ["", Role.AUDITOR, Role.OFFICE, Role.FINANCE, Role.PROGRAMME])
def test_others_neither_decide_nor_ask(people, role):
    decision = asked(people)
    stranger = account("stranger", *([role] if role else []))
    assert why(approve, decision=decision, by=me(stranger)) == Why.NOT_YOURS
    assert why(decline, decision=decision, by=me(stranger)) == Why.NOT_YOURS
    assert why(withdraw, decision=decision, by=me(stranger)) == Why.NOT_YOURS
    other = account("other")
    assert why(appoint, account=other, role=Role.FINANCE, by=me(stranger)) == Why.NOT_YOURS
    assert why(appoint, account=other, role=Role.FINANCE, by=Actor("person")) == Why.NOT_YOURS
    assert Decision.objects.count() == 1


def test_approver_of_one_body_does_not_decide_about_the_city(people, organisation):
    decision = asked(people)
    local = account("local", Role.APPROVER, organisation=organisation(kind="office"))
    assert why(approve, decision=decision, by=me(local)) == Why.NOT_YOURS
    assert not decisions.seen_by(local).exists()


def test_approver_whose_account_was_closed_or_role_taken_decides_nothing(people):
    decision = asked(people)
    people["approver"].grants.all().delete()
    assert why(approve, decision=decision, by=me(people["approver"])) == Why.NOT_YOURS
    Account.objects.filter(username="deputy").update(is_active=False)
    assert why(approve, decision=decision, by=me(people["deputy"])) == Why.NOT_YOURS


def test_the_same_is_asked_for_once_at_a_time(people):
    decision = asked(people)
    again = {"account": people["colleague"], "role": Role.FINANCE, "by": me(people["deputy"])}
    assert why(appoint, **again) == Why.OPEN_ALREADY
    withdraw(decision=decision, by=me(people["chief"]))
    assert isinstance(appoint(**again), Decision)


@pytest.mark.parametrize("end", [approve, decline, withdraw])
def test_what_is_decided_stays_decided(people, end):
    decision = asked(people)
    end(decision=decision, by=me(people["chief" if end is withdraw else "approver"]))
    for again in (approve, decline):
        assert why(again, decision=decision, by=me(people["deputy"])) == Why.DECIDED_ALREADY
    assert why(withdraw, decision=decision, by=me(people["chief"])) == Why.DECIDED_ALREADY
    assert Grant.objects.filter(account=people["colleague"]).count() == (end is approve)


def test_what_changed_after_it_was_asked_for_lapses_and_is_not_done(people):
    decision = asked(people)
    actions.grant_role(account=people["colleague"], role=Role.AUDITOR, by=COMMAND)
    approve(decision=decision, by=me(people["approver"]))
    decision.refresh_from_db()
    assert (decision.state, decision.why, decision.decided_by) == (State.LAPSED, "changed", None)
    assert not holds(people["colleague"], Role.FINANCE)


def test_control_without_the_digest_what_changed_would_be_done(people, monkeypatch):
    decision = asked(people)
    actions.grant_role(account=people["colleague"], role=Role.AUDITOR, by=COMMAND)
    monkeypatch.setattr(acting, "digest_of", lambda *_what: bytes(decision.digest))
    approve(decision=decision, by=me(people["approver"]))
    assert holds(people["colleague"], Role.FINANCE)


@pytest.mark.parametrize("how", ["closed", "role taken"])
def test_what_was_asked_for_by_somebody_who_may_not_any_more_lapses(people, how):
    decision = asked(people)
    if how == "closed":
        Account.objects.filter(username="chief").update(is_active=False)
    else:
        people["chief"].grants.all().delete()
    assert approve(decision=decision, by=me(people["approver"])).state == State.LAPSED
    assert not holds(people["colleague"], Role.FINANCE)


def test_account_that_was_closed_meanwhile_gets_no_role(people):
    decision = asked(people)
    Account.objects.filter(username="colleague").update(is_active=False)
    assert approve(decision=decision, by=me(people["approver"])).state == State.LAPSED
    assert why(appoint, account=people["colleague"], role=Role.APPROVER, by=me(people["chief"])) != Why.OPEN_ALREADY


def test_what_nobody_decides_in_two_weeks_lapses(people, clock_at):
    first, second = asked(people), asked(people, Role.APPROVER)
    assert lapse_old() == 0
    clock_at(first.lapses_at + timedelta(seconds=1))
    assert approve(decision=first, by=me(people["approver"])).state == State.LAPSED
    assert lapse_old() == 1
    second.refresh_from_db()
    assert (second.state, second.why) == (State.LAPSED, "too_old")
    assert not people["colleague"].grants.exists()


def test_act_that_fails_leaves_the_decision_open(people, monkeypatch):
    decision = asked(people)
    monkeypatch.setattr("duikou.directory.appointments.grant_role", lambda **_what: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        approve(decision=decision, by=me(people["approver"]))
    decision.refresh_from_db()
    assert decision.state == State.ASKED
    assert not Entry.objects.filter(what="decision.approved").exists()


def test_kind_that_no_room_declares_is_not_asked_for(people):
    with pytest.raises(LookupError):
        ask(kind="money.burn", about="x", details={}, by=me(people["chief"]))


# Two at once


def both(people: dict[str, Account], act: Any) -> list[str]:
    """What two approvers get who act in the same moment."""
    start, told = Barrier(2), []

    def run(name: str) -> None:
        try:
            start.wait(20)
            told.append(str(act(me(people[name])).state))
        except NotPossible as no:
            told.append(str(no.why))
        finally:
            connection.close()

    threads = [Thread(target=run, args=(name,)) for name in ("deputy", "approver")]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    return sorted(told)


@pytest.fixture
def real_people(transactional_db: None) -> dict[str, Account]:
    return {
        "chief": account("chief", Role.ADMINISTRATOR),
        "deputy": account("deputy", Role.ADMINISTRATOR),
        "approver": account("approver", Role.APPROVER),
        "colleague": account("colleague"),
    }


def test_of_two_who_approve_at_once_one_does_it(real_people):
    for _turn in range(5):
        decision = asked(real_people)
        told = both(real_people, lambda by, one=decision: approve(decision=one, by=by))
        assert told == ["approved", "decided_already"]
        done = Entry.objects.filter(what="decision.approved", which=f"decision:{decision.public_id}")
        assert done.count() == 1
        Grant.objects.filter(account=real_people["colleague"]).delete()


def test_control_without_the_condition_both_would_do_it(real_people, monkeypatch):
    decision, looked = asked(real_people), Barrier(2)

    def careless(by: Actor) -> Decision:
        one = Decision.objects.get(pk=decision.pk)
        assert one.state == State.ASKED
        looked.wait(20)  # both have looked before either decides
        return approve(decision=one, by=by)

    def take(one: Decision, state: str, who: Account) -> bool:
        values = {"state": state, "decided_by": who.public_id, "decided_at": clock.now()}
        return bool(Decision.objects.filter(pk=one.pk).update(**values))

    monkeypatch.setattr(acting, "_take", take)
    monkeypatch.setattr(acting, "_what_lapsed", lambda *_what: "")
    assert both(real_people, careless) == ["approved", "approved"]
    assert Entry.objects.filter(what="decision.approved").count() == 2


def test_of_two_administrators_who_close_each_other_at_once_one_stays(real_people):
    Grant.objects.filter(account=real_people["approver"]).update(role=Role.ADMINISTRATOR)
    Grant.objects.filter(account=real_people["chief"]).delete()
    other = {"deputy": "approver", "approver": "deputy"}
    named = {str(real_people[name].public_id): name for name in other}

    def close(by: Actor) -> Any:
        try:
            actions.set_active(account=real_people[other[named[by.ref]]], active=False, by=by)
        except actions.LastAdministrator:
            return SimpleNamespace(state="last")
        return SimpleNamespace(state="closed")

    assert both(real_people, close) == ["closed", "last"]
    assert Account.objects.filter(is_active=True, grants__role=Role.ADMINISTRATOR).count() == 1


# Screens


def client_of(one: Account, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(one)
    return client


def test_administrator_asks_on_the_accounts_page_and_an_approver_decides(people):
    chief, approver = client_of(people["chief"]), client_of(people["approver"])
    page = f"/accounts/{people['colleague'].public_id}/"
    answer = chief.post(page, {"role": "finance"}, follow=True)
    assert "second person" in answer.text
    decision = Decision.objects.get()
    where = f"/decisions/{decision.public_id}/"
    assert "colleague" in approver.get("/decisions").text
    shown = approver.get(where).text
    assert "colleague (colleague) becomes: finance." in shown
    assert "the whole city" in shown
    own = chief.get(where).text
    assert 'value="approve"' not in own
    assert 'value="withdraw"' in own
    assert chief.post(where, {"what": "approve"}, follow=True).text.count("somebody else decides it")
    assert "Approved, and done." in approver.post(where, {"what": "approve"}, follow=True).text
    assert holds(people["colleague"], Role.FINANCE)
    assert "approver" in chief.get("/decisions").text


def test_decisions_signed_out_leads_to_sign_in(client, people):
    decision = asked(people)
    for where in ("/decisions", f"/decisions/{decision.public_id}/"):
        assert client.get(where)["Location"].startswith("/sign-in")
    assert client.post(f"/decisions/{decision.public_id}/", {"what": "approve"}).status_code == 302
    assert Decision.objects.get().state == State.ASKED


def test_decision_is_not_there_for_a_wrong_role(people):
    decision = asked(people)
    client = client_of(people["colleague"])
    assert client.get(f"/decisions/{decision.public_id}/").status_code == 404
    assert client.post(f"/decisions/{decision.public_id}/", {"what": "approve"}).status_code == 404
    assert "Give a role" not in client.get("/decisions").text


def test_decision_with_a_step_that_does_not_exist_changes_nothing(people):
    decision = asked(people)
    answer = client_of(people["approver"]).post(f"/decisions/{decision.public_id}/", {"what": "burn"}, follow=True)
    assert "This step does not exist" in answer.text
    assert Decision.objects.get().state == State.ASKED


def test_declined_and_lapsed_decisions_are_said_in_words(people):
    decision = asked(people)
    where = f"/decisions/{decision.public_id}/"
    actions.grant_role(account=people["colleague"], role=Role.AUDITOR, by=COMMAND)
    assert "has changed since" in client_of(people["approver"]).post(where, {"what": "approve"}, follow=True).text
    second = asked(people)
    where = f"/decisions/{second.public_id}/"
    assert "Nothing was done" in client_of(people["deputy"]).post(where, {"what": "decline"}, follow=True).text
    assert "already" in client_of(people["approver"]).post(where, {"what": "approve"}, follow=True).text


def test_the_last_administrators_role_is_kept_and_the_page_says_so(people):
    chief = client_of(people["chief"])
    Grant.objects.filter(account=people["deputy"]).delete()
    grant = people["chief"].grants.get()
    answer = chief.post(f"/accounts/{people['chief'].public_id}/roles/{grant.pk}/take", follow=True)
    assert "last administrator" in answer.text
    assert holds(people["chief"], Role.ADMINISTRATOR)


# The console


def test_console_appoints_alone_and_the_journal_says_from_where(people):
    out = StringIO()
    call_command("appoint", "colleague", "administrator", stdout=out)
    assert holds(people["colleague"], Role.ADMINISTRATOR)
    assert "has the role administrator" in out.getvalue()
    entry = Entry.objects.get(what="account.granted")
    assert (entry.door, entry.who) == ("command", "system")
    call_command("appoint", "colleague", "administrator", "--take", stdout=out)
    assert not holds(people["colleague"], Role.ADMINISTRATOR)


def test_console_says_what_cannot_be_and_changes_nothing(people):
    Grant.objects.filter(account=people["deputy"]).delete()
    for words in (
        ("nobody-here", "administrator"),
        ("colleague", "partner"),
        ("colleague", "auditor", "--take"),
        ("chief", "administrator", "--take"),
        ("colleague", "office", "--area", "99"),
        ("colleague", "office", "--organisation", "00000000-0000-0000-0000-000000000000"),
    ):
        with pytest.raises(CommandError):
            call_command("appoint", *words, stdout=StringIO())
    assert not people["colleague"].grants.exists()
    assert Organisation.objects.count() == 0
    assert GIVE != TAKE


def told_about(decision: Decision) -> list[str]:
    found = Message.objects.filter(template="decision_waits", about=f"decision:{decision.public_id}")
    return sorted(str(Account.objects.get(public_id=one.recipient.partition(":")[2])) for one in found)


def test_those_who_may_approve_are_told_once_and_never_who_asked_nor_whom_it_is_about(
    people: dict[str, Account],
) -> None:
    away = account("away", Role.APPROVER)
    Account.objects.filter(pk=away.pk).update(is_active=False)
    decision = asked(people)
    assert told_about(decision) == ["approver", "deputy"]
    message = Message.objects.filter(template="decision_waits").first()
    assert message is not None
    assert (message.urgent, message.expires_at) == (False, decision.lapses_at)
    withdraw(decision=decision, by=me(people["chief"]))
    again = asked(people)
    assert told_about(again) == ["approver", "deputy"]
    assert len(told_about(decision)) == 2


def test_letter_leads_to_the_decision_and_says_nothing_once_it_is_made(people: dict[str, Account]) -> None:
    decision = asked(people)
    message = Message.objects.get(template="decision_waits", recipient=f"account:{people['deputy'].public_id}")
    letter = letter_of(message, "en")
    assert letter is not None
    assert f"/decisions/{decision.public_id}/" in letter.body
    assert "colleague" not in letter.body.replace("A colleague has asked", "")
    Grant.objects.filter(account=people["deputy"]).delete()
    assert letter_of(message, "en") is None, "who may not decide any more is told nothing"
    other = Message.objects.get(template="decision_waits", recipient=f"account:{people['approver'].public_id}")
    assert letter_of(other, "en") is not None
    approve(decision=decision, by=me(people["approver"]))
    assert letter_of(other, "en") is None


def test_work_page_shows_what_waits_and_not_what_one_asked_for(people: dict[str, Account], settings: Any) -> None:
    settings.SECOND_FACTORS = False
    decision = asked(people)
    for name, shown in (("deputy", True), ("chief", False)):
        client = Client(headers={"accept-language": "en"})
        client.force_login(people[name])
        assert (f"/decisions/{decision.public_id}/" in client.get("/work").content.decode()) is shown
