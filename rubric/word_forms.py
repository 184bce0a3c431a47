"""The form with which an administrator adds a quantifying word."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rubric.models import QuantifierWord
from rubric.saving_forms import LANGUAGES


class WordForm(forms.ModelForm):
    """In lower case, its words one space apart: "In beperkte  mate" is "in beperkte mate"."""

    use_required_attribute = False

    class Meta:
        model = QuantifierWord
        fields = ["word", "language"]
        labels = {"word": _("Word or phrase")}
        help_texts = {"word": _("Inflected forms of a single word are found by themselves.")}
        widgets = {"language": forms.Select(choices=LANGUAGES)}

    def clean_language(self) -> str:
        language = self.cleaned_data["language"]
        if language not in dict(LANGUAGES):
            raise ValidationError(_("Choose one of the languages."))
        return language

    def clean_word(self) -> str:
        word = " ".join(self.cleaned_data["word"].casefold().split())
        if not any(letter.isalnum() for letter in word):
            raise ValidationError(_("Type a word."))
        return word

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        if "word" in cleaned and QuantifierWord.objects.filter(**cleaned).exists():
            self.add_error("word", _("This word is in the list already."))
        return cleaned

    def validate_unique(self) -> None:
        """Said above, in plain words."""
