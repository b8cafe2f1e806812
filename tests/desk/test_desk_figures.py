"""Open questions by topic: no small number is shown, nor can it be worked out."""

from __future__ import annotations

import pytest

from duikou.base.small_numbers import K_PUBLIC
from duikou.desk.figures import figures, open_questions
from duikou.desk.models import Enquiry
from tests.desk.factories import make_topic
from tests.desk.question_factories import make_raw_enquiry
from tests.fairs.factories import make_office

pytestmark = pytest.mark.django_db


def shown(**counts):
    body = make_office()
    for key, count in counts.items():
        for _ in range(count):
            make_raw_enquiry(make_topic(key), body)
    found = open_questions()
    return found.total, {topic.key: value for topic, value in found.by_topic.items() if topic.key in counts}


def test_counts_of_ten_and_more_are_shown():
    assert shown(school=12, work=10) == (22, {"school": 12, "work": 10})


def test_a_small_count_is_hidden_together_with_another():
    total, by_topic = shown(school=3, work=12, housing=40)
    assert by_topic["school"] is None
    assert list(by_topic.values()).count(None) == 2  # else the total less the others would tell
    assert total == 55


def test_fewer_than_ten_in_all_are_not_shown_at_all():
    assert shown(school=4, work=K_PUBLIC - 5) == (None, {"school": None, "work": None})


def test_only_open_questions_count():
    shown(school=10)
    Enquiry.objects.update(state="answered")
    assert open_questions().total == 0
    (figure,) = figures
    assert figure.read(open_questions()) == 0
