"""Centre records."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from portal.centres.views import (
    boards,
    history,
    importing,
    invitations,
    listing,
    offices,
    records,
    sites,
    status,
    unreachable,
)


class InstitutionNumber(StringConverter):
    regex = "[0-9]{5,6}"


class SiteNumber(StringConverter):
    regex = "[0-9]{2}"


register_converter(InstitutionNumber, "institution")
register_converter(SiteNumber, "site")

app_name = "centres"
urlpatterns = [
    path("", listing.centre_list, name="list"),
    path("count/", listing.centre_count, name="count"),
    path("export.csv", listing.export_csv, name="export_csv"),
    path("export.xlsx", listing.export_xlsx, name="export_xlsx"),
    path("unreachable/", unreachable.unreachable_list, name="unreachable"),
    path("unreachable/export.csv", unreachable.unreachable_csv, name="unreachable_csv"),
    path("unreachable/export.xlsx", unreachable.unreachable_xlsx, name="unreachable_xlsx"),
    path("new/", records.add, name="add"),
    path("import/", importing.import_list, name="imports"),
    path("import/example.csv", importing.import_example, name="import_example"),
    path("import/<int:pk>/", importing.import_run, name="import"),
    path("import/<int:pk>/progress/", importing.import_progress, name="import_progress"),
    path("import/<int:pk>/columns/", importing.import_columns, name="import_columns"),
    path("import/<int:pk>/confirm/", importing.import_confirm, name="import_confirm"),
    path("import/<int:pk>/stop/", importing.import_stop, name="import_stop"),
    path("import/<int:pk>/again/", importing.import_again, name="import_again"),
    path("<institution:number>/", records.detail, name="detail"),
    path("<institution:number>/edit/", records.edit, name="edit"),
    path("<institution:number>/board/", boards.board_edit, name="board_edit"),
    path("<institution:number>/status/", status.change_status, name="status"),
    path("<institution:number>/history/", history.history, name="history"),
    path("<institution:number>/history/<slug:change>/put-back/", history.put_back_change, name="put_back"),
    path("<institution:number>/sites/new/", sites.site_add, name="site_add"),
    path("<institution:number>/sites/<site:site_number>/edit/", sites.site_edit, name="site_edit"),
    path("<institution:number>/appointments/new/", offices.appointment_add, name="appointment_add"),
    path("<institution:number>/appointments/<int:pk>/end/", offices.appointment_end, name="appointment_end"),
    path("<institution:number>/appointments/<int:pk>/hand-over/", offices.hand_over, name="hand_over"),
    path("<institution:number>/invitations/<int:pk>/withdraw/", invitations.withdraw, name="invitation_withdraw"),
    path("<institution:number>/invitations/<int:pk>/anew/", invitations.send_anew, name="invitation_anew"),
]
