from datetime import timedelta

from django.db import migrations

AT_ONCE = timedelta(seconds=5)  # both rows of history of one hand-over were written in one transaction


def tell_successors(apps, schema_editor):
    """Who took office by a hand-over succeeds from now on by a column, no longer by what the history says."""
    terms = apps.get_model("centres", "Appointment").objects
    free = terms.filter(succeeds=None)
    invitations = apps.get_model("centres", "CentreInvitation").objects.select_related("invitation")
    for one in invitations.filter(hands_over__isnull=False, invitation__accepted_by__isnull=False).order_by("pk"):
        its = {"user": one.invitation.accepted_by_id, "centre": one.centre_id, "function": one.function}
        _link(terms, free.filter(**its, start=one.start).first(), one.hands_over_id)
    history = apps.get_model("centres", "HistoricalAppointment").objects
    for row in history.filter(history_change_reason="hand-over", end__isnull=False).order_by("history_id"):
        begun = history.filter(
            history_type="+",
            history_user=row.history_user_id,
            history_date__range=(row.history_date, row.history_date + AT_ONCE),
            centre=row.centre_id,
            function=row.function,
            start__gt=row.end,
        )
        _link(terms, free.filter(pk__in=list(begun.values_list("id", flat=True))).first(), row.id)


def _link(terms, successor, office):
    """One office has one successor; the office may have been taken back since."""
    if successor and successor.pk != office and terms.filter(pk=office, successor=None).exists():
        terms.filter(pk=successor.pk).update(succeeds=office)


class Migration(migrations.Migration):
    """A transaction of its own: PostgreSQL changes no table in one that changed its rows."""

    dependencies = [("centres", "0015_succession_in_office")]
    operations = [migrations.RunPython(tell_successors, migrations.RunPython.noop, elidable=True)]
