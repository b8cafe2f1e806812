"""The screens of titles: from a programme to its public page, by office, body and visitors; by whom; bad input."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from duikou.activities.models import Candidacy, Criterion, Edition, Finding, Programme, Review, Ruling, Visit
from duikou.base.recent import drop_everything
from duikou.directory.models import Decision, Organisation
from tests.activities.factories import make_activity, make_body
from tests.activities.title_factories import (
    TEXTS,
    approved,
    found,
    handed_in,
    make_candidacy,
    make_programme,
    make_title,
    planned,
    ruling_of,
    today,
    visited,
)
from tests.directory.photos import drawn

pytestmark = pytest.mark.django_db
Office = Organisation.Kind.OFFICE


def text(answer: Any) -> str:
    return str(answer.content.decode())


def page(name: str, *args: Any) -> str:
    return reverse(f"activities:{name}", args=args)


@pytest.fixture
def office(client_with) -> Client:
    """A client of the programme office."""
    return client_with("programme", organisation=make_body("示例：市委统战部", Office))


def test_programme_is_written_published_and_a_body_proposed(office: Client) -> None:
    assert "No programme yet" in text(office.get(page("title-work")))
    body = make_body("示例：祁连社区")
    organiser = make_body("示例：市委统战部", Office)
    written = {"title_zh-hans": "民族团结进步示范社区", "slug": "communities", "organiser": organiser.pk}
    answer = office.post(page("new-programme"), {**written, "level": "city", "examined_every": 3}, follow=True)
    programme = Programme.objects.get()
    assert "Now write the criteria" in text(answer)
    assert "There are no published criteria yet" in text(
        office.post(page("propose", programme.slug), proposal(body, organiser))
    )
    office.post(page("new-edition", programme.slug))
    office.post(page("new-edition", programme.slug))
    edition = Edition.objects.get()
    criterion = {"section_zh-hans": "服务", "text_zh-hans": TEXTS[0], "maximum": 10}
    refused = office.post(page("new-criterion", edition.public_id), {**criterion, "text_zh-hans": "少数民族人口占比"})
    assert refused.status_code == 422
    assert "This would count or list people" in text(refused)
    office.post(page("new-criterion", edition.public_id), criterion)
    kept = Criterion.objects.get()
    office.post(page("keep-criterion", kept.public_id), {**criterion, "maximum": 20, "order": 1})
    assert Criterion.objects.get().maximum == 20
    assert "From now on" in text(office.post(page("publish-edition", edition.public_id), follow=True))
    assert "Begin a new edition" in text(office.post(page("drop-criterion", kept.public_id), follow=True))
    assert "Begin a new edition" in text(office.get(page("keep-criterion", kept.public_id), follow=True))
    assert Client().get(page("title-programme", programme.slug)).status_code == 404
    office.post(page("publish-programme", programme.slug))
    drop_everything()
    public = text(Client().get(page("title-programme", programme.slug)))
    assert TEXTS[0] in public
    answer = office.post(page("propose", programme.slug), proposal(body, organiser), follow=True)
    assert "It is proposed" in text(answer)
    again = office.post(page("propose", programme.slug), proposal(body, organiser))
    assert "proposed already" in text(again)
    drop_everything()
    assert str(body) not in text(Client().get(page("title-programme", programme.slug)))


def proposal(body: Organisation, by: Organisation) -> dict[str, Any]:
    return {"body": body.pk, "proposed_by": by.pk, "on": f"{today()}", "why_zh-hans": "服务好"}


def test_body_writes_its_self_assessment_keeps_it_hands_it_in_and_two_at_once_lose_nothing(client_with: Any) -> None:
    candidacy = make_candidacy()
    shows = make_activity(organiser=candidacy.body, title="广场文化")
    shows.state = "held"
    shows.save(update_fields=("state",))
    staff = client_with("centre", organisation=candidacy.body)
    review = Review.objects.get()
    where = page("assess", review.public_id)
    assert "Write the self-assessment" in text(staff.get(page("title-work")))
    assert "广场文化" in text(staff.get(where))
    keys = [one.pk for one in review.edition.criteria.all()]
    words = {f"c{key}_{part}": value for key in keys for part, value in (("done", "已建成"), ("reached", 7))}
    first = {**words, "version": 0, f"c{keys[1]}_reached": "", f"c{keys[0]}_activity": shows.pk}
    assert "kept as a draft" in text(staff.post(where, first, follow=True))
    assert "still open" in text(staff.post(where, {**first, "version": 1, "do": "hand_in"}, follow=True))
    second = staff.post(where, {**words, "version": 1, f"c{keys[0]}_done": "我的话"})
    assert second.status_code == 422
    assert "Somebody of your body has kept this meanwhile" in text(second)
    assert "我的话" in text(second)
    assert 'name="version" value="2"' in text(second)
    for values, why in (
        ({f"c{keys[0]}_reached": 11}, "less than or equal to 10"),
        ({f"c{keys[0]}_link": "javascript:alert(1)"}, "whole web address"),
        ({f"c{keys[0]}_done": "身份证 110101199003074135"}, "identity number"),
    ):
        answer = staff.post(where, {**words, "version": 2, **values})
        assert answer.status_code == 422
        assert why in text(answer)
    assert "handed in" in text(staff.post(where, {**words, "version": 2, "do": "hand_in"}, follow=True))
    assert "too late" in text(staff.post(where, {**words, "version": 2}))
    office = client_with("programme", organisation=candidacy.programme.organiser)
    assert "已建成" in text(office.get(where))
    assert office.post(where, words).status_code == 302
    assert office.post(page("return-assessment", review.public_id), {"why": ""}).status_code == 422
    office.post(page("return-assessment", review.public_id), {"why": "请补证据"})
    assert "请补证据" in text(staff.get(where))


def test_visit_is_written_down_by_its_members_put_right_by_the_body_and_looked_at(client_with: Any) -> None:
    review = handed_in()
    candidacy = review.candidacy
    inspectors = make_body("示例：市文旅局", Office)
    office = client_with("programme", organisation=candidacy.programme.organiser)
    member = client_with("line_body", organisation=inspectors)
    staff = client_with("centre", organisation=candidacy.body)
    assert office.post(page("plan-visit", review.public_id), {"day": f"{today()}"}).status_code == 422
    office.post(page("plan-visit", review.public_id), {"day": f"{today()}", "bodies": [inspectors.pk]})
    visit = Visit.objects.get()
    where = page("visit", visit.public_id)
    assert where in text(member.get(page("title-work")))
    assert staff.get(where).status_code == 404
    criterion = review.edition.criteria.first()
    write = page("finding", visit.public_id, criterion.public_id)
    yesterday, later = today() - timedelta(days=1), today() + timedelta(days=7)
    for values, why in (
        ({"judged": "partly"}, "minor or serious"),
        ({"judged": "partly", "severity": "minor", "mend_by": f"{yesterday}"}, "before the visit"),
        ({"judged": "not_met", "severity": "serious"}, "needs a day"),
    ):
        answer = member.post(write, values)
        assert answer.status_code == 422
        assert why in text(answer)
    member.post(write, {"judged": "partly", "severity": "serious", "text": "坡道破损", "mend_by": f"{later}"})
    finding = Finding.objects.get()
    photo = {"file": drawn(), "recognisable": "nobody", "caption_zh-hans": "服务大厅"}
    assert member.post(page("add-shot", visit.public_id), {}).status_code == 422
    member.post(page("add-shot", visit.public_id), photo)
    shot = visit.shots.get().photo
    assert member.get(page("shot", shot.public_id)).status_code == 200
    assert client_with("line_body", organisation=make_body("示例：别的局", Office)).get(
        page("shot", shot.public_id)
    ).status_code == 404  # fmt: skip
    mend = page("mend", finding.public_id)
    assert mend in text(staff.get(page("title-work")))
    assert staff.post(mend, {"proof": ""}).status_code == 422
    staff.post(mend, {"proof": "已修好", **photo, "file": drawn()})
    assert finding.shots.get().proof
    assert office.post(mend, {"proof": "x"}).status_code == 302
    settle = page("settle-finding", finding.public_id)
    assert "Write the reason first" in text(office.post(settle, {"do": "return"}, follow=True))
    assert "put right" in text(office.post(settle, {"do": "enough"}, follow=True))
    assert "too late" in text(office.post(settle, {"do": "enough"}, follow=True))
    office.post(page("keep-shot", shot.public_id), {"do": "show"})
    shot.refresh_from_db()
    assert shot.shown


def test_title_is_proposed_by_one_decided_by_another_and_then_public(client_with: Any) -> None:
    review = visited()
    candidacy = review.candidacy
    office = client_with("programme", organisation=candidacy.programme.organiser)
    public = page("title-body", candidacy.programme.slug, candidacy.public_id)
    said = {"what": "designate", "on": f"{today()}", "reason_zh-hans": "服务扎实", "document_zh-hans": "嘉统发12号"}
    assert office.post(page("rule", review.public_id), {**said, "reason_zh-hans": ""}).status_code == 422
    answer = office.post(page("rule", review.public_id), said, follow=True)
    assert "A second person decides" in text(answer)
    assert Client().get(public).status_code == 404
    approver = client_with("approver")
    decision = Decision.objects.get()
    read = text(approver.get(reverse("directory:decision", args=[decision.public_id])))
    assert "服务扎实" in read
    approver.post(reverse("directory:decision", args=[decision.public_id]), {"what": "approve"})
    drop_everything()
    shown = text(Client().get(public))
    assert "服务扎实" in shown
    assert "嘉统发12号" in shown
    assert str(candidacy.body) in text(Client().get(page("titles")))
    assert "since" in text(office.get(page("candidacy", candidacy.public_id)))


def test_without_a_visit_the_form_says_so_and_whoever_is_refused_answers_first(client_with: Any) -> None:
    review = handed_in()
    office = client_with("programme", organisation=review.candidacy.programme.organiser)
    staff = client_with("centre", organisation=review.candidacy.body)
    said = {"on": f"{today()}", "reason_zh-hans": "尚未达到"}
    rule = page("rule", review.public_id)
    assert "Nobody has visited this body yet" in text(office.get(rule))
    assert "Nobody has visited this body yet" in text(office.post(rule, {**said, "what": "designate"}))
    office.post(rule, {**said, "what": "refuse"})
    ruling = Ruling.objects.get()
    where = page("ruling", ruling.public_id)
    assert "can still answer" in text(office.post(page("ask-second", ruling.public_id), follow=True))
    assert "尚未达到" in text(staff.get(where))
    assert "The answer is kept" in text(staff.post(where, {"answer": "正在筹备"}, follow=True))
    assert "A second person decides now" in text(office.post(page("ask-second", ruling.public_id), follow=True))
    assert "already" in text(office.post(page("ask-second", ruling.public_id), follow=True))
    office.post(page("drop-ruling", ruling.public_id))
    assert Ruling.objects.get().state == "dropped"
    assert "taken back" in text(office.post(page("take-proposal-back", review.candidacy.public_id), follow=True))


def test_public_sees_no_candidate_no_finding_and_no_promise(client_with: Any) -> None:
    programme = make_programme()
    title = make_title(programme, make_body("示例：祁连社区"))
    candidate = make_candidacy(programme, make_body("示例：候选社区"))
    visit = planned(handed_in(candidate))
    found(visit, judged="partly", severity="minor", text="坡道破损")
    office = client_with("programme", organisation=programme.organiser)
    there = title.public_id
    office.post(page("support", there), {"kind": "exchange", "day": f"{today()}", "text_zh-hans": "去外市参观"})
    money = {"amount": "50000", "currency": "CNY", "day": f"{today()}", "what_for_zh-hans": "添置设备"}
    assert office.post(page("promise", there), {**money, "amount": "0"}).status_code == 422
    assert "not accounted for yet" in text(office.post(page("promise", there), money, follow=True))
    promise = title.promises.get()
    public = [page("titles"), page("title-programme", programme.slug), page("title-body", programme.slug, there)]
    shown = "".join(text(Client().get(one)) for one in public)
    assert "示例：祁连社区" in shown
    assert "去外市参观" in shown
    assert not [word for word in ("候选社区", "坡道破损", "添置设备", "50,000") if word in shown]
    office.post(page("take-promise-back", promise.public_id))
    assert "taken back" in text(office.get(page("candidacy", there)))
    assert "looked at in this year already" in text(office.post(page("look-again", there), follow=True))


def test_bodies_stand_beside_each_other_and_lists_ask_the_same_however_many(
    client_with: Any,
) -> None:
    programme = make_programme()
    first, second = make_candidacy(programme), make_candidacy(programme)
    handed_in(first, 9), handed_in(second, 4)
    office = client_with("programme", organisation=programme.organiser)
    compare = page("compare", programme.slug)
    beside = text(office.get(compare))
    assert "27/30" in beside
    assert "12/30" in beside
    alone = text(office.get(compare, {"year": today().year, "body": str(second.public_id)}))
    assert "27/30" not in alone
    assert office.get(compare, {"year": "x"}).status_code == 404
    counts = []
    for _turn in range(2):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            office.get(page("title-work"))
        counts.append(len(asked))
        approved(ruling_of(visited(make_candidacy(programme))))
        handed_in(make_candidacy(programme))
    assert counts[0] == counts[1]


def test_wrong_role_wrong_body_and_signed_out(client_with: Any) -> None:
    candidacy = make_candidacy()
    review = Review.objects.get()
    elsewhere = client_with("centre", organisation=make_body("示例：别的社区"))
    company = client_with("employer", organisation=make_body("示例：没有推荐的企业", Organisation.Kind.EMPLOYER))
    for client in (elsewhere, company):
        assert client.get(page("candidacy", candidacy.public_id)).status_code == 404
        assert client.get(page("assess", review.public_id)).status_code == 404
    assert page("title-work") not in text(company.get(page("titles")))
    assert elsewhere.get(page("rule", review.public_id)).status_code == 403
    assert Client().get(page("candidacy", candidacy.public_id)).status_code == 302
    assert Candidacy.objects.get().state == "candidate"
