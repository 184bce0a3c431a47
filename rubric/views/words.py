"""The list of words that say how much or how often, which administrators keep."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.pages import page_with_form
from rubric.models import QuantifierWord
from rubric.views.drafts import require_administrator
from rubric.word_forms import WordForm


@page_with_form
def words(request: HttpRequest) -> HttpResponse:
    require_administrator(request)
    form = WordForm(request.POST or None)
    if form.is_valid():
        try:
            with transaction.atomic():
                word = form.save()
        except IntegrityError:  # a colleague was just before
            form.add_error("word", _("This word is in the list already."))
        else:
            messages.success(request, _("“%s” is marked from now on.") % word)
            return redirect("rubric:words")
    context = {"form": form, "words": QuantifierWord.objects.all()}
    return render(request, "rubric/words.html", context, status=400 if form.errors else 200)


@require_POST
def remove_word(request: HttpRequest, pk: int) -> HttpResponse:
    require_administrator(request)
    word = get_object_or_404(QuantifierWord, pk=pk)
    word.delete()
    messages.success(request, _("“%s” is no longer marked.") % word)
    return redirect("rubric:words")
