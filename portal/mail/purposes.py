"""Why a mail goes out. The ledger knows none of its senders: each app registers its purposes in AppConfig.ready."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import override

if TYPE_CHECKING:
    from portal.mail.models import OutgoingMail


class PurposeUnknown(LookupError):
    """No installed app writes mail for this purpose."""


@dataclass(frozen=True)
class Content:
    """A written message: `subject` is one line, `html` may be empty."""

    subject: str
    text: str
    html: str = ""


def written(mail: "OutgoingMail", context: dict[str, Any]) -> Content:
    """The message that the templates of its purpose make, in the language of the mail."""
    with override(mail.language):
        subject, text, html = (
            render_to_string(f"mail/{mail.purpose}.{kind}", context) for kind in ("subject", "txt", "html")
        )
    return Content(subject=subject.strip(), text=text, html=html)


def always_go(mail: "OutgoingMail") -> str:
    return ""


@dataclass(frozen=True)
class Purpose:
    """`render` writes the message in `mail.language` (it is active then), just before it goes out.

    `may_go` is asked first and answers "" or, in the words of the ledger page, why the mail must not go any more.
    """

    code: str
    label: str | Promise
    render: Callable[["OutgoingMail"], Content]
    may_go: Callable[["OutgoingMail"], str] = always_go


_registered: dict[str, Purpose] = {}


def register(purpose: Purpose) -> None:
    """Make a purpose known; a code belongs to one purpose only."""
    known = _registered.setdefault(purpose.code, purpose)
    if known != purpose:
        raise ValueError(f"Two purposes of mail are called {purpose.code!r}.")


def get(code: str) -> Purpose:
    """The purpose with this code, or PurposeUnknown."""
    try:
        return _registered[code]
    except KeyError:
        raise PurposeUnknown(code) from None


def label(code: str) -> str:
    """What the ledger page calls it; a purpose that no app knows any more goes by its code."""
    return str(_registered[code].label) if code in _registered else code


def codes() -> set[str]:
    """Every code that an app registered."""
    return set(_registered)
