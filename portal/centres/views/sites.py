"""Changing the sites of a centre."""

from copy import copy

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from portal.accounts.requests import SignedIn
from portal.centres import records
from portal.centres.forms import SiteForm
from portal.centres.models import Site
from portal.centres.views.shared import centre_to_change, form_page, require_same
from portal.pages import page_with_form


@page_with_form
def site_add(request, number):
    centre = centre_to_change(request, number)
    form = SiteForm(request.POST or None, instance=Site(centre=centre))
    if (
        request.method == "POST"
        and form.is_valid()
        and form.saved(lambda: records.add_site(centre=centre, fields=form.record(), actor=request.user))
    ):
        messages.success(request, _("The site was added."))
        return redirect(centre)
    return form_page(request, form, _("Add a site"), _("Add the site"), centre=centre)


@page_with_form
def site_edit(request, number, site_number):
    centre = centre_to_change(request, number)
    site = get_object_or_404(Site, centre=centre, number=site_number)
    require_same(request, site)
    form = SiteForm(request.POST or None, instance=copy(site))
    if request.method == "POST" and form.is_valid() and form.saved(lambda: _save_site(request, form, site)):
        messages.success(request, _("The site was removed.") if form.removes else _("The changes were saved."))
        return redirect(centre)
    more = {"centre": centre, "record": site, "remove": _("Remove the site")}
    return form_page(request, form, _("Change the site"), _("Save"), **more)


def _save_site(request: SignedIn, form: SiteForm, site: Site) -> None:
    if form.removes:  # what somebody else changed since may be why it should stay
        records.remove_site(site=site, seen=form.read, actor=request.user)
    else:
        records.change_site(site=site, fields=form.record(), seen=form.cleaned_data["seen"], actor=request.user)
