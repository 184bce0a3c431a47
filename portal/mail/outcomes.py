"""How a try can end, as data: what was remarked decides the state of the mail."""

from portal.mail.enums import MailState, Remark

STATE_AFTER = {
    Remark.ACCEPTED: MailState.SENT,
    Remark.IN_OUTBOX: MailState.SENT,
    Remark.ARRIVED: MailState.SENT,
    # Worth another try: nothing of the message had gone out.
    Remark.NOT_REACHED: MailState.QUEUED,
    Remark.COME_BACK: MailState.QUEUED,
    Remark.WORKER_STOPPED: MailState.QUEUED,
    Remark.NOT_MADE: MailState.QUEUED,
    Remark.SEND_AGAIN: MailState.QUEUED,
    # Trying again would end the same.
    Remark.REFUSED: MailState.FAILED,
    Remark.NOT_TAKEN: MailState.FAILED,
    Remark.PURPOSE_UNKNOWN: MailState.FAILED,
    Remark.BAD_ADDRESS: MailState.FAILED,
    Remark.NO_ATTACHMENT: MailState.FAILED,
    Remark.CHANGED_ATTACHMENT: MailState.FAILED,
    Remark.OVERTAKEN: MailState.WITHDRAWN,
    # Trying again could mail twice: a person decides.
    Remark.NO_ANSWER: MailState.UNKNOWN,
}

MINUTE = 60
HOUR = 60 * MINUTE
WAITS = (MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR)
"""Seconds between one try and the next; together a bit over a day, in which most mail servers are mended."""
MOST_TRIES = len(WAITS) + 1


class NotDelivered(Exception):
    """This try ended without delivery: a remark of ours, and the words of the server."""

    def __init__(self, remark: Remark, answer: str = ""):
        super().__init__(remark, answer)
        self.remark = remark
        self.answer = answer
