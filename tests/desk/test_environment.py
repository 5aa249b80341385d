"""What the environment may say, and what is made on first start."""

import pytest
from django.core.management import call_command

from safepassage.desk.environment import read_environment
from safepassage.errors import BadInput


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("SAFEPASSAGE_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def test_the_first_start_makes_private_files_and_the_second_keeps_them(data):
    first = read_environment()
    kept = {file.name: file.read_bytes() for file in data.iterdir()}
    assert set(kept) == {"secret_key", "keys.json"}
    assert data.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in data.iterdir()} == {0o600}
    assert len(first.secret_key()) >= 64
    assert read_environment().secret_key() == first.secret_key()
    assert {file.name: file.read_bytes() for file in data.iterdir()} == kept


def test_without_a_database_it_is_sqlite_in_the_data_directory(data, monkeypatch):
    assert read_environment().database == f"sqlite:///{data}/desk.sqlite3"
    monkeypatch.setenv("SAFEPASSAGE_DATABASE_URL", "postgresql://desk@db/desk")
    assert read_environment().database == "postgresql://desk@db/desk"


@pytest.mark.parametrize(
    "origin", ["http://127.0.0.1:8000", "http://[::1]:8000", "http://localhost", "https://a.example"]
)
def test_an_origin_is_https_or_this_machine(data, monkeypatch, origin):
    monkeypatch.setenv("SAFEPASSAGE_ORIGIN", origin)
    environment = read_environment()
    assert environment.is_https == origin.startswith("https")
    assert environment.host in origin


def test_behind_tls_one_proxy_is_believed_and_otherwise_as_many_as_are_named(data, monkeypatch):
    assert read_environment().trusted_proxies == 0
    monkeypatch.setenv("SAFEPASSAGE_ORIGIN", "https://a.example")
    assert read_environment().trusted_proxies == 1
    monkeypatch.setenv("SAFEPASSAGE_PROXIES", "2")
    assert read_environment().trusted_proxies == 2


def test_every_fault_is_told_at_once_and_nothing_is_made(data, monkeypatch):
    monkeypatch.setenv("SAFEPASSAGE_ORIGIN", "http://desk.example.org")
    monkeypatch.setenv("SAFEPASSAGE_IDLE_MINUTES", "0")
    with pytest.raises(BadInput) as caught:
        read_environment()
    assert [fault.where for fault in caught.value.faults] == ["SAFEPASSAGE_ORIGIN", "SAFEPASSAGE_IDLE_MINUTES"]
    assert "in clear" in str(caught.value)
    assert not data.exists()


@pytest.mark.parametrize("origin", ["desk.example.org", "ftp://a.example", "https://a.example/desk"])
def test_what_is_no_origin_is_refused(data, monkeypatch, origin):
    monkeypatch.setenv("SAFEPASSAGE_ORIGIN", origin)
    with pytest.raises(BadInput, match="is not an origin"):
        read_environment()


def test_no_migration_is_missing(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
