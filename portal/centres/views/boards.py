"""Changing a board: its number and its name, for all of its centres."""

from copy import copy

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.centres import records
from portal.centres.forms import BoardForm
from portal.centres.models import Board
from portal.centres.views.shared import centre_to_change, form_page, require_same
from portal.pages import page_with_form


@page_with_form
def board_edit(request, number):
    """The board of this centre; 404 where it has none."""
    centre = centre_to_change(request, number)
    board = get_object_or_404(Board, pk=centre.board_id)
    require_same(request, board)
    form = BoardForm(request.POST or None, instance=copy(board))
    if request.method == "POST" and form.is_valid() and form.saved(lambda: _save(request, form, board)):
        messages.success(request, _("The changes were saved."))
        return redirect(centre)
    more = {"centre": centre, "record": board, "notice": _whose(board)}
    return form_page(request, form, _("Change the board"), _("Save"), **more)


def _whose(board: Board) -> str:
    number = board.centres.count()
    told = ngettext("It is the board of %(number)d centre.", "It is the board of %(number)d centres.", number)
    instead = _("If a centre has another board now, change that in the details of the centre.")
    return f"{told % {'number': number}} {instead}"


def _save(request, form: BoardForm, board: Board) -> None:
    seen = form.cleaned_data["seen"]
    records.change_board(board=board, fields=form.record(), seen=seen, actor=request.user)
