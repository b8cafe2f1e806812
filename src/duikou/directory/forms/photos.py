"""A photo that comes in: the file, what is seen, and the word on the faces in it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from duikou.base.free_text import FreeText, FreeTextForm
from duikou.base.translated import Translated
from duikou.directory.models import PlacePhoto
from duikou.directory.pictures import BadPicture, Picture, Unreadable, read_picture

WHY_NOT = {
    BadPicture.TOO_LARGE: _("This file is larger than 20 MB. Choose a smaller picture."),
    BadPicture.TOO_SMALL: _("This picture is smaller than 200 dots. Choose a larger one."),
    BadPicture.TOO_MANY_DOTS: _("This picture has too many dots. Make it smaller first: 4000 by 3000 are plenty."),
    BadPicture.NO_PICTURE: _("This is no picture that can be read. Choose a JPEG, PNG or WebP file."),
    BadPicture.BROKEN: _("This picture is damaged. Choose it again, or another one."),
}
FACES = (
    (
        PlacePhoto.Recognisable.NOBODY,
        _("No face can be recognised: it shows a place, things, or people from behind or far away."),
    ),
    (
        PlacePhoto.Recognisable.AGREED,
        _("Everybody who can be recognised is grown up and has agreed that the city shows it."),
    ),
)


class PlacePhotoForm(FreeTextForm):
    """A picture with its caption in every language. Once valid, `picture` is the picture, drawn anew."""

    file = forms.FileField(
        label=_("Picture"),
        help_text=_("Of the place and what is done there, not of people. Where and when it was made is taken out."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={
            "required": _("Choose a picture."),
            "empty": _("This file is empty. Choose it again, or another one."),
        },
    )
    recognisable = forms.ChoiceField(
        label=_("Who can be recognised in it"),
        choices=FACES,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Look at the picture and say whether somebody can be recognised."),
            "invalid_choice": _("Look at the picture and say whether somebody can be recognised."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.picture: Picture | None = None
        for code, language in settings.LANGUAGES:
            self.fields[f"caption_{code}"] = FreeText(
                label=_("What is seen ({language})").format(language=language),
                max_length=200,
                required=code == settings.LANGUAGE_CODE,
                error_messages={"required": _("Say in a few words what is seen: it is read out to who cannot see it.")},
            )

    def clean_file(self) -> Any:
        """The file, which must hold a picture that can be kept."""
        file = self.cleaned_data["file"]
        try:
            self.picture = read_picture(file)
        except Unreadable as error:
            raise forms.ValidationError(WHY_NOT[error.why], code=error.why) from None
        return file

    def caption(self) -> Translated:
        """What is seen, by language."""
        texts = {code: self.cleaned_data.get(f"caption_{code}", "") for code, _language in settings.LANGUAGES}
        return Translated({code: text for code, text in texts.items() if text})
