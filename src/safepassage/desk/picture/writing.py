"""What every write of the picture does: seals under the crisis's key, and records its act last."""

import json
from collections.abc import Mapping
from typing import Any

from safepassage.desk.core.ids import Actor
from safepassage.desk.core.sealing import seal
from safepassage.desk.crises.models import Crisis
from safepassage.desk.ledger.actions import record
from safepassage.desk.ledger.queries import open_key
from safepassage.desk.picture.queries import Sealed


def sealed_for(crisis: Crisis, row: Sealed, said: Mapping[str, Any]) -> bytes:
    """What `row` is to hold as `sealed`."""
    return seal(open_key(crisis.key_id), as_bytes(said), row.reference)


def as_bytes(said: Mapping[str, Any]) -> bytes:
    """JSON."""
    return json.dumps(said, ensure_ascii=False).encode()


def record_act(actor: Actor, verb: str, row: Any, crisis: Crisis, **said: Any) -> None:
    """Put down what was done to a row, in words sealed under the crisis's key unless another is given."""
    where = {"crisis": crisis.id, "key": crisis.key_id}
    record(actor=actor, verb=f"picture.{verb}", subject=row.reference, **(where | said))
