"""Every form is drawn the same way: label, help, error, and a summary that leads to the fields."""

from django import forms
from django.utils import translation


class Sample(forms.Form):
    """One field of each shape."""

    name = forms.CharField(label="Your name", help_text="As you would like to be called.")
    note = forms.CharField(label="Note", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="I agree")
    token = forms.CharField(widget=forms.HiddenInput)


def drawn(data=None):
    with translation.override("en"):
        return str(Sample(data)) if data is not None else str(Sample(initial={"token": "t"}))


def test_an_untouched_form_has_labels_help_and_no_summary():
    html = drawn()
    assert '<label for="id_name">Your name</label>' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert 'id="id_name_helptext"' in html
    assert "(optional)" in html
    assert "errors-title" not in html
    assert html.count('type="hidden"') == 1


def test_a_refused_form_leads_from_the_summary_to_each_field():
    html = drawn({"token": "t"})
    assert "3 things need your attention" in html
    assert '<a href="#id_name"><b>Your name</b> This field' in html
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert '<a href="#id_kind">' in html
    assert 'id="id_kind"' in html


def test_choices_are_a_fieldset_and_a_tick_box_stands_before_its_label():
    html = drawn()
    assert "<legend>Kind</legend>" in html
    assert '<label class="choice" for="id_agreed"><input type="checkbox"' in html


def test_what_was_typed_is_escaped():
    assert "<script>" not in drawn({"name": "<script>alert(1)</script>", "token": "t"})
