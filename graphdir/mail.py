"""Mail by the operator's server: nothing is sent where none is configured."""

import smtplib
import ssl
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Final, Self
from urllib.parse import unquote, urlsplit

from graphdir.errors import GraphdirError, InvalidInputError
from graphdir.i18n import gettext as _

_SECONDS: Final = 15.0
_PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class MailError(GraphdirError):
    """The mail server cannot be reached or does not take a message; nothing was sent."""

    def __init__(self, reason: str) -> None:
        super().__init__(_("The message could not be sent: %(reason)s. Please try again later.", reason=reason))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailer:
    """A mail server and whose name stands on what it sends.

    ``scheme`` is smtp (unencrypted), smtp+starttls or smtps; ``user`` is empty where none signs in.
    """

    scheme: str
    host: str
    port: int
    user: str
    password: str
    sender: str

    @classmethod
    def from_url(cls, url: str, sender: str) -> Self:
        """Read ``smtp+starttls://user:password@host:587``.

        Raises:
            InvalidInputError: it is no such address, or no sender is named.
        """
        parts = urlsplit(url)
        try:
            port = parts.port or _PORTS[parts.scheme]
        except (KeyError, ValueError) as error:
            raise InvalidInputError(
                _("GRAPHDIR_SMTP has to be smtps://user:password@host, smtp+starttls://… or smtp://….")
            ) from error
        if not parts.hostname or "@" not in sender:
            raise InvalidInputError(
                _("GRAPHDIR_SMTP needs a host, and GRAPHDIR_MAIL_FROM the address that mails are from.")
            )
        return cls(
            scheme=parts.scheme,
            host=parts.hostname,
            port=port,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            sender=sender,
        )

    def send(self, to: str, subject: str, text: str, *, reply_to: str = "") -> None:
        """Send one message.

        Raises:
            MailError: the server cannot be reached or refuses it.
            InvalidInputError: an address or the subject holds a line break.
        """
        message = EmailMessage()
        try:
            message["From"] = self.sender
            message["To"] = _in_ascii(to)
            message["Subject"] = subject
            message["Date"] = formatdate(localtime=True)
            message["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2].rstrip(">"))
            if reply_to:
                message["Reply-To"] = _in_ascii(reply_to)
        except (ValueError, IndexError) as error:
            raise InvalidInputError(_("Write the address and the subject in one line.")) from error
        message.set_content(text)
        try:
            with self._connected() as server:
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise MailError(_reason(error)) from error

    @contextmanager
    def _connected(self) -> Generator[smtplib.SMTP]:
        secure = ssl.create_default_context()
        server = (
            smtplib.SMTP_SSL(self.host, self.port, timeout=_SECONDS, context=secure)
            if self.scheme == "smtps"
            else smtplib.SMTP(self.host, self.port, timeout=_SECONDS)
        )
        with server:
            if self.scheme == "smtp+starttls":
                server.starttls(context=secure)
            if self.user:
                server.login(self.user, self.password)
            yield server


def _in_ascii(address: str) -> str:
    """Return an address with its domain as mail servers know it (IDNA); unchanged where that has no such form."""
    local, at, domain = address.rpartition("@")
    try:
        return local + at + ".".join(map(_label_in_ascii, domain.split(".")))
    except UnicodeError:
        return address


def _label_in_ascii(label: str) -> str:
    """Return a part of a domain; ß is a letter of its own (RFC 5892), for which Python's codec (RFC 3490) writes ss."""
    if "ß" in label:
        return f"xn--{label.lower().encode('punycode').decode()}"
    return label.encode("idna").decode()


def _reason(error: Exception) -> str:
    """Return what went wrong without addresses, which servers like to repeat."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _("the address is not accepted")
    if isinstance(error, smtplib.SMTPException):
        return _("the mail server does not take it")
    return _("the mail server does not answer")
