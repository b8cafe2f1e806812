"""The form that the styleguide shows."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    """One field of each shape."""

    use_required_attribute = False

    name = forms.CharField(label=_("Name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    contact = forms.CharField(
        label=_("Telephone or e-mail"),
        min_length=5,
        help_text=_("Used only for messages about this interview, and deleted 30 days after the fair."),
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )
    language = forms.ChoiceField(
        label=_("Language of messages"), choices=[("zh-hans", "简体中文"), ("en", "English")], required=False
    )
    how = forms.ChoiceField(
        label=_("How do you want to talk?"),
        choices=[("on_site", _("At the table")), ("online", _("Online"))],
        widget=forms.RadioSelect,
    )
    question = forms.CharField(label=_("Question to the employer"), required=False, widget=forms.Textarea)
    file = forms.FileField(label=_("Spreadsheet of posts"), required=False)
    agreed = forms.BooleanField(label=_("I have read what is stored about me"))
