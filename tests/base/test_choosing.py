"""Choosing several rows: a key that no database can be asked for is no choice."""

import pytest
from django import forms

from duikou.base.choosing import SomeOf
from duikou.directory.models import Area


@pytest.mark.django_db
def test_a_number_larger_than_any_key_is_no_choice():
    area = Area.objects.create(code="here", name={"en": "Here"})
    field = SomeOf(Area.objects.all())
    assert list(field.clean([str(area.pk)])) == [area]
    for wrong in ("9" * 30, "-" + "9" * 30, "999", "x"):
        with pytest.raises(forms.ValidationError):
            field.clean([wrong])
