"""How `{{ form }}` and `{{ field.as_field_group }}` are rendered everywhere."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_noop as N_

# What Django's own fields say most often; the catalogue words it the way an office would.
WORDS = (
    N_("This field is required."),
    N_("Enter a whole number."),
    N_("Enter a number."),
    N_("Enter a valid date."),
    N_("Enter a valid time."),
    N_("Enter a valid date/time."),
    N_("Enter a valid URL."),
    N_("Enter a valid email address."),
    N_("The submitted file is empty."),
    N_("No file was submitted. Check the encoding type on the form."),
    N_("Select a valid choice. %(value)s is not one of the available choices."),
    N_("Select a valid choice. That choice is not one of the available choices."),
)


class Forms(TemplatesSetting):
    """Django's forms in the design's fields, with an error summary that links to them."""

    form_template_name = "base/parts/form.html"
    field_template_name = "base/parts/field.html"
