"""The exercise that `make run` serves: a crisis folder as a crisis, and invented officers who can sign in.

Their passwords and TOTP secrets lie in the data directory, as whoever tries the desk needs them again. So they never
get a role in a real crisis: `crises.actions.add_member` refuses it.
"""

import json
import secrets
from base64 import b32decode, b32encode
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.db import transaction

from safepassage.desk.core import clock
from safepassage.desk.core.commands import Command
from safepassage.desk.core.keyring import written_privately
from safepassage.desk.crises import actions, queries
from safepassage.desk.crises.access import Role
from safepassage.desk.crises.models import Crisis, Officer
from safepassage.desk.exercise_names import invented_names
from safepassage.desk.exercise_reports import read_reports
from safepassage.desk.movement import queries as movement
from safepassage.desk.movement.actions import load_crisis, run_preflight
from safepassage.desk.people import queries as people
from safepassage.desk.people.actions import record_headcount
from safepassage.desk.people.entries import NewHeadcount
from safepassage.desk.queue.actions import open_item
from safepassage.desk.queue.work import Kind, Urgency, Work

ACTOR = Command("exercise")
ACCOUNTS = "exercise-accounts.json"
DIGITS, PERIOD_S = 6, 30  # of authenticator apps (RFC 6238)
CAST: Mapping[str, tuple[str, tuple[Role, ...]]] = {
    "duty": ("Invented Duty Officer", (Role.DUTY_OFFICER,)),
    "case": ("Invented Caseworker", (Role.CASEWORKER,)),
    "approver": ("Invented Approver", (Role.APPROVER,)),
    "post": ("Invented Field Post", (Role.FIELD_POST,)),
    "auditor": ("Invented Auditor", (Role.AUDITOR,)),
    "admin": ("Invented Administrator", (Role.ADMINISTRATOR,)),
    "chief": ("Invented Administrator of the Desk", ()),
}
ADMINISTRATOR, OF_THE_DESK = "admin", "chief"  # of the crisis; of the desk, who makes others


class Account(NamedTuple):
    """How one of the cast signs in."""

    username: str
    password: str
    totp_secret: str

    @property
    def roles(self) -> str:
        """In words."""
        of_the_desk = ["Administrator of the desk"] if self.username == OF_THE_DESK else []
        return ", ".join([*(str(role.label) for role in CAST[self.username][1]), *of_the_desk])

    def code(self, at_s: int) -> str:
        """The second factor at an instant, seconds since 1970."""
        return TOTP(b32decode(self.totp_secret), DIGITS, SHA1(), PERIOD_S).generate(at_s).decode()


def accounts() -> list[Account]:
    """The cast, as they were made here; nobody if they were not."""
    file = _file()
    return [Account(*each) for each in json.loads(file.read_text(encoding="utf-8"))] if file.exists() else []


def set_up(folder: Path, advisory: str) -> Crisis:
    """The crisis of that folder with everybody in their roles, loaded and checked if it is not there.

    Raises BadInput for a folder that cannot be used.
    """
    officers = _enlisted()
    crisis = _loaded(folder, officers[ADMINISTRATOR])
    for username, (_name, roles) in CAST.items():
        for role in roles:
            actions.add_member(crisis, officers[username], role, actor=ACTOR)
    if not movement.preflights_of(crisis).exists() and movement.drafts_of(crisis).filter(name=advisory).exists():
        run_preflight(crisis, advisory, actor=ACTOR)
    return crisis


def seconds_left() -> int:
    """How long the codes of now hold."""
    return PERIOD_S - int(clock.now().timestamp()) % PERIOD_S


def _enlisted() -> dict[str, Officer]:
    made = accounts()
    if missing := CAST.keys() - {each.username for each in made}:  # all, or who joined the cast since
        made += [_new_account(name) for name in CAST if name in missing]
        written_privately(_file(), json.dumps(made, indent=1).encode())
    there = {officer.username: officer for officer in queries.officers()}
    return {
        each.username: there.get(each.username)
        or actions.enlist_for_exercises(
            actor=ACTOR,
            username=each.username,
            name=CAST[each.username][0],
            password=each.password,
            totp_secret=each.totp_secret,
            is_administrator=each.username == OF_THE_DESK,
        )
        for each in made
    }


def _new_account(username: str) -> Account:
    return Account(username, secrets.token_urlsafe(9), b32encode(secrets.token_bytes(20)).decode())


def _loaded(folder: Path, administrator: Officer) -> Crisis:
    """The newest crisis that was loaded from a folder of this name, else a new one."""
    note = settings.ENVIRONMENT.data_dir / "exercise-crises.json"
    known: dict[str, str] = json.loads(note.read_text(encoding="utf-8")) if note.exists() else {}
    found = queries.crises_of(administrator).filter(pk=known.get(str(folder.resolve()))).first()
    if found is None:
        found = load_crisis(folder, actor=administrator, names=invented_names)
        known[str(folder.resolve())] = str(found.id)
        written_privately(note, json.dumps(known, indent=1).encode())  # at once: whoever stops here, goes on from here
    if not people.headcounts_of(found):
        found = actions.open_form(found, actor=ACTOR)
        _give_work(found)
        read_reports(found, folder, actor=ACTOR)
    return found


@transaction.atomic
def _give_work(crisis: Crisis) -> None:
    """Something to be done, invented."""
    now = clock.now()
    record_headcount(
        crisis,
        NewHeadcount(400, 600, now, "Metro station, north platform", grade="C3", text="EXERCISE. Counted by a warden."),
        actor=ACTOR,
    )
    ill = people.persons_of(crisis).filter(medical=True).first()
    about = {"subject": ill.reference, "key": ill.key_id} if ill else {"subject": crisis.reference}
    said = "EXERCISE. A friend calls: the medicine lasts until tomorrow morning. Where can more be had?"
    open_item(
        crisis, Work(Kind.REQUEST, role=Role.CASEWORKER, urgency=Urgency.LIFE, reason="call", text=said, **about),
        actor=ACTOR,
    )  # fmt: skip
    said = "EXERCISE. E-mail of a father: is my daughter on your list? I have heard nothing since Monday."
    open_item(
        crisis,
        Work(Kind.MESSAGE, crisis.reference, Role.DUTY_OFFICER, Urgency.SOON, "e-mail", text=said),
        actor=ACTOR,
    )


def _file() -> Path:
    return Path(settings.ENVIRONMENT.data_dir) / ACCOUNTS
