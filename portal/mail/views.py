"""The ledger of outgoing mail: what went to whom, and what a person must decide. Administrators only."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.mail import outbox, resolving
from portal.mail.enums import MailState, Remark
from portal.mail.models import OutgoingMail
from portal.pages import asking_first
from portal.paging import page_number, page_of

DECISIONS = {Remark.SEND_AGAIN.value: resolving.send_again, Remark.ARRIVED.value: resolving.mark_arrived}


@asking_first
def administrators_only(user) -> None:
    """To everybody else the ledger isn't there."""
    if not user.is_administrator:
        raise Http404


def mail_or_404(request, mail_id: int) -> OutgoingMail:
    return get_object_or_404(OutgoingMail.objects.visible_to(request.user), pk=mail_id)


@require_safe
@administrators_only
def mail_list(request) -> HttpResponse:
    state = request.GET.get("state", "")
    mails = OutgoingMail.objects.visible_to(request.user).in_state(state)
    page = page_of(mails, page_number(request.GET.get("page", "")))
    return render(request, "mail_ledger/list.html", {"page": page, "state": state, "states": MailState.choices})


@require_safe
@administrators_only
def detail(request, mail_id: int) -> HttpResponse:
    mail = mail_or_404(request, mail_id)
    context = {
        "mail": mail,
        "tries": list(mail.tries.all()),
        "possible": resolving.possible(mail),
        "letter": outbox.read(mail),
    }
    return render(request, "mail_ledger/detail.html", context)


@require_safe
@administrators_only
def attachment(request, mail_id: int) -> FileResponse:
    letter = outbox.read(mail_or_404(request, mail_id))
    if letter is None or letter.enclosure is None:
        raise Http404
    return FileResponse(BytesIO(letter.enclosure.content), as_attachment=True, filename=letter.enclosure.filename)


@require_POST
@administrators_only
def decide(request, mail_id: int) -> HttpResponse:
    mail = mail_or_404(request, mail_id)
    decision = DECISIONS.get(request.POST.get("decision", ""))
    if decision is None:
        raise Http404
    if not decision(mail=mail, by=request.user.name):
        messages.warning(request, _("Not done: this mail is %(state)s now.") % {"state": mail.get_state_display()})
    return redirect("mail:detail", mail_id=mail.pk)
