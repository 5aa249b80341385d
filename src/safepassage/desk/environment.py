"""What the desk reads from the environment, and the files it makes on first start.

Every variable begins with SAFEPASSAGE_: DATA_DIR, DATABASE_URL, ORIGIN, PROXIES, IDLE_MINUTES, SESSION_HOURS.
"""

import secrets
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from safepassage.desk.core.keyring import make_keyring, written_privately
from safepassage.errors import BadInput, Fault


class Environment(BaseSettings):
    """Settings of one installation. `origin` is what officers type: scheme, host, port."""

    model_config = SettingsConfigDict(env_prefix="SAFEPASSAGE_", frozen=True)

    data_dir: Path = Field(default_factory=lambda: user_data_path("safepassage"), description="keys, and SQLite's file")
    database_url: str = Field(default="", description="postgresql://…; without it, SQLite in the data directory")
    origin: str = Field(default="http://127.0.0.1:8000", description="https://…, or http:// on this machine alone")
    proxies: int | None = Field(default=None, ge=0, description="how many proxies add to X-Forwarded-For; 1 with https")
    idle_minutes: int = Field(default=30, ge=1, description="a session without a request ends after this")
    session_hours: int = Field(default=12, ge=1, description="every session ends after this: one shift")

    @field_validator("origin")
    @classmethod
    def _keeps_cookies_private(cls, origin: str) -> str:
        parts = urlsplit(origin)
        if not parts.hostname or parts.path or parts.query or parts.scheme not in ("http", "https"):
            raise ValueError(f"{origin!r} is not an origin; expected such as https://desk.example.org")
        if parts.scheme == "http" and not _is_this_machine(parts.hostname):
            raise ValueError(f"{origin!r} would send sign-ins in clear; expected https, or a loopback address")
        return origin

    @property
    def host(self) -> str:
        """The host's name, without a port."""
        return urlsplit(self.origin).hostname or ""

    @property
    def is_https(self) -> bool:
        return self.origin.startswith("https:")

    @property
    def trusted_proxies(self) -> int:
        """So many of the last addresses in X-Forwarded-For are believed; with TLS one proxy is there for sure."""
        return int(self.is_https) if self.proxies is None else self.proxies

    @property
    def database(self) -> str:
        """The database's URL. Its password is in it: never print it."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'desk.sqlite3').absolute()}"

    @property
    def keyring(self) -> Path:
        """The file of master keys."""
        return self.data_dir / "keys.json"

    @property
    def maildirs(self) -> Path:
        """The folder in which maildirs lie whose messages are taken in as reports."""
        return self.data_dir / "maildirs"

    def secret_key(self) -> str:
        """Django's secret key."""
        return (self.data_dir / "secret_key").read_text(encoding="ascii").strip()

    def make_missing_files(self) -> None:
        """Make the data directory (0700), the secret key and the keyring (0600), whichever is not there."""
        self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        secret = self.data_dir / "secret_key"
        if not secret.exists():
            with suppress(FileExistsError):  # another process that starts now was first
                written_privately(secret, secrets.token_urlsafe(64).encode("ascii"), new=True)
        if not self.keyring.exists():
            with suppress(FileExistsError):
                make_keyring(self.keyring)


def read_environment() -> Environment:
    """The settings, with missing files made. Raises BadInput with every fault of every variable."""
    try:
        environment = Environment()
    except ValidationError as error:
        raise BadInput([_fault(each["loc"], each["msg"]) for each in error.errors()]) from error
    environment.make_missing_files()
    return environment


def _fault(location: tuple[int | str, ...], message: str) -> Fault:
    name = str(location[0])
    expected = Environment.model_fields[name].description or ""
    return Fault("environment", f"SAFEPASSAGE_{name.upper()}", message, expected)


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
