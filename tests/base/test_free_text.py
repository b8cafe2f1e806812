"""Free text: identity numbers go nowhere, contacts of persons only where they are meant."""

from __future__ import annotations

import pytest
from django import forms
from django.http import QueryDict

from duikou.base.free_text import FreeText, FreeTextForm

ID = "11010519491231002X"


class Form(FreeTextForm):
    text = FreeText(max_length=200)
    other = FreeText(max_length=200, required=False)
    days = forms.MultipleChoiceField(choices=[("1", "1"), ("2", "2")], required=False)


def sent(**values: str | list[str]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


@pytest.mark.parametrize(
    "typed", [ID, "110105 19491231 002x", "１１０１０５１９４９１２３１００２Ｘ", "110105491231002"]
)
def test_an_identity_number_is_refused_and_not_shown_again(typed: str) -> None:
    form = Form(sent(text=f"来人请带 {typed} 谢谢", days=["1", "2"], keep_contacts="on"))
    assert not form.is_valid()
    shown = str(form)
    assert "来人请带 […] 谢谢" in shown
    assert typed not in shown
    assert "002" not in shown
    assert shown.count(" selected") == 2, "what else was chosen stays"
    assert "text" not in form.cleaned_data


def test_a_contact_of_a_person_is_asked_about_once_and_kept_by_a_tick() -> None:
    form = Form(sent(text="电话 13912345678", other="包住"))
    assert not form.is_valid()
    assert list(form.errors) == ["text"]
    assert 'name="keep_contacts"' in str(form)
    assert "13912345678" in str(form), "a telephone may be a legitimate one: nobody types it twice"
    meant = Form(sent(text="电话 13912345678", keep_contacts="on"))
    assert meant.is_valid()
    assert meant.cleaned_data["text"] == "电话 13912345678"
    assert "keep_contacts" not in meant.cleaned_data


def test_what_was_there_before_is_not_asked_about_again() -> None:
    assert Form(sent(text="13912345678"), initial={"text": "13912345678"}).is_valid()
    assert not Form(sent(text=ID), initial={"text": ID}).is_valid(), "but an identity number always goes"


def test_a_form_with_a_prefix_is_looked_at_too() -> None:
    form = Form(sent(**{"a-text": ID}), prefix="a")
    assert not form.is_valid()
    assert ID not in str(form)


def test_without_the_guard_an_identity_number_would_be_kept() -> None:
    class Careless(forms.Form):
        text = FreeText()

    assert Careless({"text": ID}).is_valid()


def test_an_identity_number_goes_also_from_what_is_refused_for_another_reason() -> None:
    class Strict(Form):
        def clean_text(self) -> str:
            raise forms.ValidationError(f"This line cannot be read: {self.cleaned_data['text']}")

    for form in (Strict(sent(text=f"人民路 {ID}")), Form(sent(text=f"{ID} " * 20))):
        assert not form.is_valid()
        assert "002X" not in str(form)
        assert form.errors.as_data()["text"][0].code == "identity_number"
