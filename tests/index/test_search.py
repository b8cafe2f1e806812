"""Putting documents in and finding them; the same on both databases."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from duikou.index import actions, fulltext, queries
from duikou.index.entries import Entry, Packing
from duikou.index.models import Document, Scope

pytestmark = pytest.mark.django_db


def put(*entries: Entry, scope: int = 1) -> int:
    return actions.put_many(entries, kind="post", scope=scope)


def ask(text: str = "", scope: int = 1, **more: object) -> queries.Asked:
    return queries.ask("post", scope, text, **more)  # type: ignore[arg-type]


def found(text: str = "", scope: int = 1, **more: object) -> list[int]:
    return list(queries.search(ask(text, scope, **more)).refs)


def test_words_of_title_names_and_texts_are_found() -> None:
    put(Entry(1, "康复科护士", ("玛曲县医院",), ("护理学类",)), Entry(2, "数学教师", ("祁连路学校",), ("数学类",)))
    assert found("护士") == [1]
    assert found("学类") == []
    assert found("数学") == [2]
    assert found("maqu") == [1]
    assert found("qll") == [2]
    assert found("护士 教师") == []


def test_newest_comes_first() -> None:
    put(Entry(1, "护士"), Entry(2, "护士"))
    put(Entry(3, "护士"))
    assert found("护士") == [3, 2, 1]
    assert found() == [3, 2, 1]


def test_unchanged_entry_is_left_alone() -> None:
    assert put(Entry(1, "护士"), Entry(2, "教师")) == 2
    assert put(Entry(1, "护士"), Entry(2, "语文教师")) == 1
    assert found("教师") == [2]
    assert found("护士") == [1]
    assert Scope.objects.get().documents == 2


def test_changed_entry_loses_its_old_words() -> None:
    put(Entry(1, "护士"))
    put(Entry(1, "司机"))
    assert found("护士") == []
    assert found("司机") == [1]


def test_entry_given_twice_counts_once() -> None:
    assert put(Entry(1, "护士"), Entry(1, "司机")) == 1
    assert found() == [1]


def test_dropped_document_is_gone() -> None:
    put(Entry(1, "护士"), Entry(2, "护士"))
    assert actions.drop_many([1, 7], kind="post", scope=1) == 1
    assert found("护士") == [2]
    assert queries.documents("post", 1) == 1
    put(Entry(3, "护士"), scope=2)
    assert actions.drop_many([2, 3], kind="post") == 2
    assert (queries.documents("post", 1), queries.documents("post", 2)) == (0, 0)


def test_other_scope_is_not_found() -> None:
    put(Entry(1, "护士"))
    put(*(Entry(number, "护士") for number in range(2, 6)), scope=2)
    assert found("护士") == [1]
    assert found("护士", scope=2) == [5, 4, 3, 2]
    assert found("护士", scope=3) == []


def test_labels_and_groups_filter() -> None:
    put(
        Entry(1, "护士", labels=frozenset({"e30", "k1"}), group=7),
        Entry(2, "护士", labels=frozenset({"e40", "k1"}), group=8),
    )
    assert found("护士", labels=[["e30"]]) == [1]
    assert found("护士", labels=[["e30", "e40"], ["k1"]]) == [2, 1]
    assert found("护士", labels=[["e30"], ["e40"]]) == []
    assert found("护士", groups=[8]) == [2]
    assert found("护士", groups=[]) == []
    assert found("e30") == []


def test_label_cannot_be_searched_as_a_word() -> None:
    put(Entry(1, "护士", labels=frozenset({"k1"})))
    assert found("=k1") == []


def test_latin_word_begun_is_found_when_nothing_has_it_whole() -> None:
    put(Entry(1, "护理师"), Entry(2, "JavaScript 开发"))
    assert found("hulis") == [1]
    assert found("javas") == [2]
    assert found("hulix") == []


def test_hits_in_the_title_are_named_apart() -> None:
    put(Entry(1, "会计", texts=("护理学",)), Entry(2, "护理员"), Entry(3, "司机", names=("护理院",)))
    assert found("护理") == [3, 2, 1]
    assert queries.in_title(ask("护理")) == [2]
    put(Entry(4, "JavaScript 开发"))
    assert queries.in_title(ask("javas")) == [4]


def test_more_hits_than_the_limit_are_capped() -> None:
    put(*(Entry(number, "护士") for number in range(1, 8)))
    assert not queries.search(ask("护士"), limit=7).capped
    capped = queries.search(ask("护士"), limit=6)
    assert capped.capped
    assert list(capped.refs) == [7, 6, 5, 4, 3, 2]


def test_slices_keep_the_order_and_lose_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fulltext, "SLICE_BITS", 1)
    put(*(Entry(number, "护士" if number % 3 else "教师") for number in range(1, 40)))
    assert found("护士") == [number for number in range(39, 0, -1) if number % 3]
    assert list(queries.search(ask("护士"), limit=5).refs) == [38, 37, 35, 34, 32]
    assert queries.count(ask("护士")) == 26


def test_a_question_knows_whether_there_is_more_than_a_number() -> None:
    put(*(Entry(number, "护士", group=number % 2) for number in range(1, 8)))
    assert queries.is_more_than(6, ask("护士"))
    assert not queries.is_more_than(7, ask("护士"))
    assert not queries.is_more_than(0, ask("护士").narrowed([], []))
    assert queries.count(ask("护士").narrowed([], [1])) == 4


def test_emptied_scope_finds_nothing_and_can_be_filled_again() -> None:
    put(Entry(1, "护士"))
    put(Entry(2, "护士"), scope=2)
    actions.empty(kind="post", scope=1)
    assert (found("护士"), found("护士", scope=2)) == ([], [2])
    actions.empty()
    assert not Document.objects.exists()
    put(Entry(1, "护士"))
    assert found("护士") == [1]


def test_tidying_changes_no_answer() -> None:
    put(Entry(1, "护士"))
    actions.tidy()
    assert found("护士") == [1]


def test_label_numbers_are_stable() -> None:
    first = actions.label_numbers(["玛曲县", "嘉峪关市"], facet="place")
    again = actions.label_numbers(["嘉峪关市", "合作市"], facet="place")
    assert again["嘉峪关市"] == first["嘉峪关市"]
    assert queries.labels("place")[first["玛曲县"]] == "玛曲县"


def test_search_takes_a_constant_number_of_queries(django_assert_max_num_queries: object) -> None:
    put(*(Entry(number, "护士") for number in range(1, 200)))
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        queries.search(ask("护士"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=120))
@example("\0")
@example('"' * 50)
@example("AND OR NOT NEAR(a b) *")
@example("护士' | '!")
@example("%_\\" * 9)
@example("护" * 10_000)
@example("\u202e\u200f🙂")
def test_any_query_gets_an_answer(text: str) -> None:
    queries.search(ask(text))
    if not Scope.objects.exists():
        put(Entry(1, "护士"))


def test_packing_keeps_each_facet_apart() -> None:
    packing = Packing({"level": 3, "place": 20, "kind": 2})
    packed = packing.pack(level=5, place=620102, kind=3)
    assert [packing.get(packed, name) for name in ("level", "place", "kind")] == [5, 620102, 3]
    assert packing.get(packing.pack(place=1 << 20), "place") == 0


def test_packing_refuses_more_than_a_number_holds() -> None:
    with pytest.raises(ValueError, match="63"):
        Packing({"a": 60, "b": 4})
