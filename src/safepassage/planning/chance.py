"""The chance of arriving on time when delay and speed vary (rule P11)."""

from math import exp, prod
from statistics import NormalDist

import numpy as np

from safepassage.planning.model import NEVER, Chance
from safepassage.planning.reach import latest_departures
from safepassage.planning.whatif import Situation

SPEEDS = 16  # strata of speed, each one search
DELAYS = 16  # draws of delay within a stratum


def chances_of(situation: Situation, open_to: np.ndarray, seed: int) -> list[Chance | None]:
    """Estimate each party's chance, places ignored; None for those not located, not told or not able to move.

    Speed and delay are log-normal around what the crisis states. Speed is drawn once in each of SPEEDS strata of equal
    chance and shared by all parties, who share the weather and the roads; the delay from issue to ready is drawn for
    each party apart, DELAYS times a stratum. A party told by nobody in a draw, by the reach of its channels, is late.

    The draws of a stratum share its speed, so the standard error comes from the differences between neighbouring strata
    (collapsed strata, Cochran 1977). It is never taken lower than that of as many independent draws with one success
    and one failure added: so few draws cannot tell that p is certain.

    open_to: (n_parties, h) bool, havens that count.
    """
    terrain, audience = situation.terrain, situation.audience
    rng = np.random.default_rng(seed)
    spread = terrain.crisis.settings.spread
    kinds = situation.kinds
    n = len(audience.parties)
    known = audience.located & (audience.ready_at != NEVER) & audience.able
    delay = np.where(known, audience.ready_at - situation.issue, 0)
    hears, stays = _reaching(situation), (situation.there >= 0)[:, None]
    by_stratum = []
    for stratum in ((np.arange(SPEEDS) + rng.random(SPEEDS)) / SPEEDS).tolist():
        slower = exp(-spread.speed * NormalDist().inv_cdf(stratum))
        latest = latest_departures(
            terrain, kinds, situation.havens, open_to, situation.issue, situation.arrive_by,
            depart_by=situation.depart_by, slower=slower,
        )  # fmt: skip
        ready = situation.issue + delay[:, None] * np.exp(spread.delay * rng.standard_normal((n, DELAYS)))
        told = rng.random((n, DELAYS)) < hears[:, None]
        by_stratum.append((stays | (told & (ready <= latest[:, None]))).mean(axis=1))
    share, draws = np.array(by_stratum), SPEEDS * DELAYS
    p = share.mean(axis=0)
    between = ((share[0::2] - share[1::2]) ** 2).sum(axis=0) / SPEEDS**2
    tempered = (p * draws + 1) / (draws + 2)
    se = np.sqrt(np.maximum(between, tempered * (1 - tempered) / draws))
    return [Chance(p=round(float(p[i]), 4), se=round(float(se[i]), 4)) if known[i] else None for i in range(n)]


def _reaching(situation: Situation) -> np.ndarray:
    """(n_parties,) float64: chance that some message arrives, its warden's included; channels fail each by itself."""
    crisis = situation.terrain.crisis
    reach = {channel.id: channel.reach for channel in crisis.channels}
    issued = situation.advisory.issued_at
    speaking = {warden.id: warden.channels for warden in crisis.wardens if not warden.silent_at(issued)}

    def misses(channels: tuple[str, ...]) -> float:
        return prod(1 - reach[channel] for channel in channels)

    return np.array(
        [
            1 - misses(party.channels) * misses(speaking.get(party.warden or "", ()))
            for party in situation.audience.parties
        ]
    )
