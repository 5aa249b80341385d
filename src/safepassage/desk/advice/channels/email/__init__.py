"""E-mail by SMTP (RFC 5321): a message a person, over some connections, kept as long as the server keeps them."""

import smtplib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from ssl import create_default_context
from typing import ClassVar

from pydantic import Field

from safepassage.desk.advice.channel import Message, Settings
from safepassage.desk.advice.outbox import Outcome
from safepassage.desk.advice.states import State
from safepassage.desk.core import clock
from safepassage.desk.people.addresses import Kind

TIMEOUT_S = 30.0
TEMPORARY = range(400, 500)  # RFC 5321, 4.2.1


class EmailSettings(Settings):
    """Where the server is, and in whose name it sends."""

    host: str
    port: int = Field(587, ge=1, le=65_535)
    sender: str
    subject: str
    user: str = ""
    password: str = Field("", repr=False)
    connections: int = Field(4, ge=1, le=16)
    is_encrypted: bool = True  # STARTTLS before anything is said; without it, only to a server of this machine


class Email:
    """SMTP sessions, side by side."""

    carries: ClassVar[Kind] = "emails"
    at_once = 50

    def __init__(self, settings: EmailSettings) -> None:
        self.settings = settings
        self._sessions = [_Session(settings) for _ in range(settings.connections)]
        self._threads = ThreadPoolExecutor(settings.connections)

    def listen(self) -> None:
        """Nothing comes by a session that sends."""

    def send(self, messages: Sequence[Message]) -> Mapping[int, Outcome]:
        """In turn to the sessions, in order by each. The server's 250 after the data is the proof that it took one."""
        every = len(self._sessions)
        shares = [messages[first::every] for first in range(every)]
        outcomes: dict[int, Outcome] = {}
        for found in self._threads.map(_Session.send, self._sessions, shares):
            outcomes |= found
        return outcomes

    def close(self) -> None:
        """End all sessions."""
        for session in self._sessions:
            session.close()
        self._threads.shutdown()


class _Session:
    """Opened when the first message leaves, and again after it broke. Used by one thread at a time."""

    def __init__(self, settings: EmailSettings) -> None:
        self.settings = settings
        self._session: smtplib.SMTP | None = None

    def send(self, messages: Sequence[Message]) -> dict[int, Outcome]:
        """One after another."""
        return {message.id: self._send(message) for message in messages}

    def close(self) -> None:
        """Say goodbye; a server that is gone needs none."""
        session, self._session = self._session, None
        if session:
            session.close()

    def _send(self, message: Message) -> Outcome:
        try:
            session = self._open()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Outcome(State.QUEUED, why=_said(error))
        mail = self._mail(message)
        try:
            session.send_message(mail)
        except smtplib.SMTPServerDisconnected as error:  # it may have taken the data before
            self.close()
            return Outcome(State.UNKNOWN, why=_said(error))
        except smtplib.SMTPRecipientsRefused as error:
            code, _ = error.recipients[message.address]
            return Outcome(State.QUEUED if code in TEMPORARY else State.FAILED, why=f"refused with {code}")
        except smtplib.SMTPResponseException as error:
            self.close()
            return Outcome(State.QUEUED if error.smtp_code in TEMPORARY else State.FAILED, why=_said(error))
        except OSError as error:
            self.close()
            return Outcome(State.UNKNOWN, why=_said(error))
        return Outcome(State.SENT, (str(mail["Message-ID"]),))

    def _open(self) -> smtplib.SMTP:
        if self._session is None:
            settings = self.settings
            session = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT_S)
            self._session = session
            if settings.is_encrypted:
                session.starttls(context=create_default_context())
            if settings.user:
                session.login(settings.user, settings.password)
        return self._session

    def _mail(self, message: Message) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.settings.sender, message.address, self.settings.subject
        mail["Date"] = format_datetime(clock.now())
        mail["Message-ID"] = make_msgid(domain=self.settings.sender.rpartition("@")[2])
        if message.expires_at:
            mail["Expires"] = format_datetime(message.expires_at)  # RFC 4021, 2.1.50
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer by machines
        mail.set_content(message.text)
        return mail


def _said(error: Exception) -> str:
    """What went wrong without what was sent: a server's answer may repeat an address."""
    code = getattr(error, "smtp_code", None) or getattr(error, "errno", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__
