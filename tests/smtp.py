"""A real mail server on this machine that keeps what it takes."""

from collections.abc import Generator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller

from graphdir.neo4j_server import free_port

if TYPE_CHECKING:
    from email.message import EmailMessage


class Mailbox:
    """What has arrived; recipients at ``refused.example`` are refused."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if address.endswith("@refused.example"):
            return f"550 no such user: {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        message = message_from_bytes(envelope.content, policy=default)
        message["X-Delivered-To"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(message)
        return "250 taken"


@contextmanager
def mail_server() -> Generator[tuple[str, Mailbox]]:
    """Yield the address of a running server, as ``GRAPHDIR_SMTP`` has it, and its mailbox."""
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}", mailbox
    finally:
        controller.stop()
