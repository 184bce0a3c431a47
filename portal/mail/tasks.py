"""Celery's part: nudge workers about rows that are due. The broker may lose every word of it, or say it twice."""

from celery import shared_task

from portal.mail import delivery

AT_ONCE = 100


@shared_task
def dispatch_due() -> None:
    """Beat runs this every few seconds: what isn't delivered is due again, so a lost nudge loses no mail."""
    delivery.give_up_lost_handovers()
    for mail_id in delivery.due_ids(AT_ONCE):
        # Old nudges would only pile up behind a slow mail server; no retries, since the next round is near.
        deliver_mail.apply_async((mail_id,), expires=30, retry=False)


@shared_task
def deliver_mail(mail_id: int) -> None:
    delivery.deliver(mail_id)
