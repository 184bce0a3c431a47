"""A row and its content become the bytes of one message (RFC 5322), for one reader."""

import mimetypes
import re
from email.errors import HeaderParseError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import localtime, parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from portal.mail.enums import Remark
from portal.mail.models import OutgoingMail
from portal.mail.outcomes import NotDelivered
from portal.mail.purposes import Content

# 7bit: any mail server takes the message as it is, whatever extensions it lacks.
POLICY = SMTP.clone(cte_type="7bit")
LONGEST_PLAIN = 60
_plain_name = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+)*")
_unprintable = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def one_line(text: str) -> str:
    """The text without line breaks or control characters: nothing in it can start a header of its own."""
    return " ".join(_unprintable.sub(" ", str(text)).split())


def ascii_address(display_name: str, address: str) -> Address:
    """The address with its domain in ASCII (IDNA); ValueError where it can't be written so."""
    local, _, domain = address.rpartition("@")
    return Address(one_line(display_name), addr_spec=f"{local}@{domain.encode('idna').decode()}")


class OneAddress(str):
    """The value of a From or To header, which folds itself: read back it is always exactly one address.

    A name that is more than a few plain words is encoded (RFC 2047). Python 3.11 loses the quotes of a long name when
    it folds the line, so that a comma in it would begin another recipient, and undoes an encoding that it is given.
    """

    name: str  # with this attribute the policy asks the value itself to fold
    display_name: str
    addr_spec: str

    def __new__(cls, name: str, address: Address) -> "OneAddress":
        made = super().__new__(cls, str(address))
        made.name, made.display_name, made.addr_spec = name, address.display_name, address.addr_spec
        return made

    def fold(self, *, policy: EmailPolicy) -> str:
        """The header's lines. Without a name the address stands alone."""
        who = self.display_name
        if not who:
            return f"{self.name}: {self.addr_spec}{policy.linesep}"
        if len(who) > LONGEST_PLAIN or not _plain_name.fullmatch(who):
            who = Header(who, "utf-8", header_name=self.name).encode(linesep=policy.linesep)
            who += policy.linesep  # the address on a line of its own
        return f"{self.name}: {who} <{self.addr_spec}>{policy.linesep}"


def sender() -> Address:
    return ascii_address(*parseaddr(settings.DEFAULT_FROM_EMAIL))


def require_address(address: str, display_name: str = "") -> Address:
    """The address as it stands in a message; ValidationError where none can go to it."""
    try:
        validate_email(address)
        return ascii_address(display_name, address)
    except (ValueError, HeaderParseError) as error:
        raise ValidationError(validate_email.message, code=validate_email.code) from error


def reader(mail: OutgoingMail) -> Address:
    """To whom it goes; NotDelivered where the row holds no e-mail address."""
    try:
        return require_address(mail.address, mail.recipient_name)
    except ValidationError as error:
        raise NotDelivered(Remark.BAD_ADDRESS, mail.address) from error


def compose(*, mail: OutgoingMail, content: Content, attachment: bytes | None) -> bytes:
    """The whole message: text, html beside it, attachment. One recipient, so that nobody sees who else gets it."""
    message = EmailMessage(policy=POLICY)
    message["Subject"] = one_line(content.subject)
    message["From"] = OneAddress("From", sender())
    message["To"] = OneAddress("To", reader(mail))
    message["Date"] = localtime()
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
    message.set_content(content.text)
    if content.html:
        message.add_alternative(content.html, subtype="html")
    if attachment is not None:
        kind, _, subtype = (mimetypes.guess_type(mail.attachment_filename)[0] or "application/octet-stream").partition(
            "/"
        )
        message.add_attachment(attachment, maintype=kind, subtype=subtype, filename=one_line(mail.attachment_filename))
    message["Content-Language"] = mail.language  # last: the parts would take Content headers for theirs
    return message.as_bytes()
