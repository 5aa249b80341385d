"""The page of sources: judged anew and ended with a reason, both on record; without one nothing is done."""

import pytest
from tests.desk.picture.told import source_of

from safepassage.desk.core.grades import Reliability
from safepassage.desk.ledger.models import Act


@pytest.fixture
def source(crisis, officer):
    return source_of(crisis, officer)


def send(screen, source, what, **given):
    return screen.post(f"/crises/{source.crisis_id}/picture/sources/{source.id}/{what}/", given, follow=True)


def test_a_source_is_judged_anew_with_a_reason(screen, source):
    assert "say why" in send(screen, source, "judge", reliability="B").content.decode()
    assert "say why" in send(screen, source, "judge", reliability="G", reason="no such letter").content.decode()
    source.refresh_from_db()
    assert source.reliability == Reliability.C
    send(screen, source, "judge", reliability="E", reason="Twice wrong about the road.")
    source.refresh_from_db()
    assert source.reliability == Reliability.E
    assert Act.objects.filter(verb="picture.judge_source", subject=source.reference).count() == 1


def test_a_source_ends_with_a_reason_alone(screen, source):
    assert "Say why" in send(screen, source, "end", reason=" ").content.decode()
    source.refresh_from_db()
    assert source.ended_at is None
    send(screen, source, "end", reason="It stopped printing.")
    source.refresh_from_db()
    assert source.ended_at is not None
