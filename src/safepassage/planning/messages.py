"""When each party is told of an advisory, and in which order to send it (rules P3, P4, P12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np

from safepassage.planning.model import (
    CANNOT,
    FORGIVEN_S,
    NEVER,
    Advisory,
    Channel,
    Crisis,
    Party,
    Warden,
    whole_seconds,
)

# 3GPP TS 23.038, 6.2.1: the default alphabet in the order of its codes, and the extension table behind the escape.
GSM7_ESCAPE = 0x1B
GSM7_ALPHABET = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM7_EXTENSION = {
    "\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E, "|": 0x40, "€": 0x65,
}  # fmt: skip
GSM7_BASIC = frozenset(GSM7_ALPHABET) - {chr(GSM7_ESCAPE)}


def is_gsm7(text: str) -> bool:
    """Whether every character is of GSM-7; one that is not makes the whole text UCS-2."""
    return all(char in GSM7_BASIC or char in GSM7_EXTENSION for char in text)


def sms_segments(text: str) -> int:
    """Number of SMS segments that `text` takes: 160 or 153 characters in GSM-7, 70 or 67 in UCS-2; at least 1.

    The first figure holds for a text of one segment, the second for each of several, which carry a header (3GPP TS
    23.040, 9.2.3.24.1). A character of the extension table or outside the basic plane counts double, and is not split.
    """
    if is_gsm7(text):
        widths, alone, joined = [2 if char in GSM7_EXTENSION else 1 for char in text], 160, 153
    else:
        widths, alone, joined = [2 if ord(char) > 0xFFFF else 1 for char in text], 70, 67
    if sum(widths) <= alone:
        return 1
    segments, used = 1, 0
    for width in widths:
        if used + width > joined:
            segments, used = segments + 1, 0
        used += width
    return segments


def text_for(advisory: Advisory, language: str) -> str:
    """The advisory's words for a reader of `language`.

    The tag is shortened from the right until there is a text for it (RFC 4647, 3.4), else English, else the first text.
    """
    texts = {tag.lower(): text for tag, text in advisory.text.items()}
    tag = language.lower()
    while tag and tag not in texts:
        tag = tag.rpartition("-")[0]
    return texts.get(tag or "en", next(iter(texts.values()), ""))


@dataclass(frozen=True, eq=False)
class Sending:
    """One advisory on its way to n_parties parties by n_channels channels, whatever the order.

    Only channels that deliver (reach above 0) are here. Each sends first to the wardens of these parties, in the order
    of the crisis, a silent one too; then to its parties.

    issue             seconds from the epoch
    rate              (n_channels,) float64, segments a second; for other kinds than sms, messages a second
    latency           (n_channels,) int64, seconds from sent until delivered
    lead              (n_channels,) int64, segments to wardens, ahead of all parties
    segments          (n_parties, n_channels) int64, segments of the party's message; 0 = the channel does not reach it
    relayed           (n_parties,) int64, seconds from the epoch at which its warden has passed it on, reading not yet
                      counted; NEVER = no warden, a silent one, or one whom no channel reaches
    relayed_at_issue  the same, were the warden's message the first on its channel
    reading_s, preparation_s    delays from delivered to told, and from told to ready
    horizon           the last second that counts
    """

    issue: int
    rate: np.ndarray
    latency: np.ndarray
    lead: np.ndarray
    segments: np.ndarray
    relayed: np.ndarray
    relayed_at_issue: np.ndarray
    reading_s: int
    preparation_s: int
    horizon: int

    def told(self, order: np.ndarray | None = None) -> "Told":
        """When each party is told and ready, if every channel sends its parties in `order`.

        order: (n_parties,) int, a permutation of the parties, first to be sent first; None = as they stand.
        """
        order = np.arange(len(self.segments)) if order is None else order
        ahead = np.empty_like(self.segments)
        ahead[order] = self.lead + np.cumsum(self.segments[order], axis=0)
        told_at, ready_at = self._told(ahead, self.relayed)
        told_at_issue, ready_at_issue = self._told(self.segments, self.relayed_at_issue)
        return Told(told_at, told_at_issue, ready_at, ready_at_issue)

    def _told(self, ahead: np.ndarray, relayed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """When told, and when ready; who would not be ready within the horizon is told by nobody."""
        sent = _delivered(self.issue, ahead, self.segments, self.rate, self.latency)
        told_at = _later(np.minimum(sent, relayed), self.reading_s)
        ready_at = _later(told_at, self.preparation_s)
        beyond = ready_at > self.horizon
        return np.where(beyond, NEVER, told_at), np.where(beyond, NEVER, ready_at)


class Told(NamedTuple):
    """When parties are told and ready. Each (n_parties,) int32, seconds from the epoch; NEVER = nobody tells them.

    `…_at_issue`: as if the party's message were the first on each of its channels, and its warden's message too. What a
    message itself takes stays in it: own segments ÷ segments a second, latency, the warden's hop, reading, preparation.
    """

    told_at: np.ndarray
    told_at_issue: np.ndarray
    ready_at: np.ndarray
    ready_at_issue: np.ndarray


def told(crisis: Crisis, advisory: Advisory, parties: Sequence[Party], order: np.ndarray | None = None) -> Told:
    """When each of `parties` is told and ready (rules P3 and P4), if each channel sends them in `order`.

    A message is delivered when its channel has sent all segments up to and including its own, and after the latency. A
    party is told after the reading delay from the first of: its own channels, and its warden, who adds `relay_s` to
    the first of the warden's. The wardens' texts are the English ones. Ready is the preparation delay later.
    """
    return sending_of(crisis, advisory, parties).told(order)


def sending_of(crisis: Crisis, advisory: Advisory, parties: Sequence[Party]) -> Sending:
    """Work out what each channel has to send to `parties` and to their wardens."""
    channels = [channel for channel in crisis.channels if channel.reach > 0]
    rate = np.array([channel.segments_per_s for channel in channels], np.float64)
    latency = np.array([channel.latency_s for channel in channels], np.int64)
    issue = crisis.seconds(advisory.issued_at)
    theirs = {party.warden for party in parties}
    wardens = [warden for warden in crisis.wardens if warden.id in theirs]
    to_wardens = _segments(advisory, channels, [(warden.channels, "en") for warden in wardens])

    def relayed(ahead: np.ndarray) -> np.ndarray:
        delivered = _delivered(issue, ahead, to_wardens, rate, latency)
        passed_on = {warden.id: _passed_on(warden, at, advisory) for warden, at in zip(wardens, delivered, strict=True)}
        return np.array([passed_on.get(party.warden or "", int(NEVER)) for party in parties], np.int64)

    return Sending(
        issue=issue,
        rate=rate,
        latency=latency,
        lead=to_wardens.sum(axis=0),
        segments=_segments(advisory, channels, [(party.channels, party.language) for party in parties]),
        relayed=relayed(np.cumsum(to_wardens, axis=0)),
        relayed_at_issue=relayed(to_wardens),
        reading_s=crisis.settings.delays.reading_s,
        preparation_s=crisis.settings.delays.preparation_s,
        horizon=crisis.horizon,
    )


def _segments(
    advisory: Advisory, channels: Sequence[Channel], readers: Sequence[tuple[tuple[str, ...], str]]
) -> np.ndarray:
    """(n_readers, n_channels) int64: segments of each reader's message; readers are (channel ids, language)."""
    column = {channel.id: index for index, channel in enumerate(channels)}
    languages = {language for _, language in readers}
    by_language = {language: sms_segments(text_for(advisory, language)) for language in languages}
    segments = np.zeros((len(readers), len(channels)), np.int64)
    for row, (ids, language) in enumerate(readers):
        for index in (column[channel_id] for channel_id in ids if channel_id in column):
            segments[row, index] = by_language[language] if channels[index].kind == "sms" else 1
    return segments


def _delivered(
    issue: int, ahead: np.ndarray, segments: np.ndarray, rate: np.ndarray, latency: np.ndarray
) -> np.ndarray:
    """(n,) int64: when the first channel delivers. ahead: (n, n_channels), segments up to and including one's own."""
    seconds: np.ndarray = whole_seconds(np.minimum(ahead / rate, float(NEVER)))
    at = np.where(segments > 0, issue + seconds + latency, NEVER)
    delivered: np.ndarray = np.min(at, axis=1, initial=int(NEVER))
    return delivered


def _passed_on(warden: Warden, delivered: int, advisory: Advisory) -> int:
    return int(NEVER) if warden.silent_at(advisory.issued_at) else min(int(delivered) + warden.relay_s, int(NEVER))


def _later(at: np.ndarray, seconds: int) -> np.ndarray:
    return np.minimum(at.astype(np.int64) + seconds, NEVER).astype(np.int32)


# --- The send order --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class SendPlan:
    """A send order, beside the plain one.

    order                (n_parties,) int64, parties, first to be sent first; those it cannot save come last
    told_in_time_plain   people told in time if the parties are sent to as they stand
    told_in_time_best    people told in time in `order`; never fewer
    stay                 (n_parties,) bool, not told in time in `order` though some message reaches them: these get the
                         text that says to stay
    """

    order: np.ndarray
    told_in_time_plain: int
    told_in_time_best: int
    stay: np.ndarray


def best_order(sending: Sending, size: np.ndarray, due: np.ndarray) -> SendPlan:
    """Find the send order that gets most people told in time (rule P12).

    size: (n_parties,) int, people. due: (n_parties,) int32, latest told time, reading counted, at which the party would
    still be on time, seconds from the epoch; CANNOT = whenever told it would not be.

    Best possible where each party has one channel, and on each channel either all messages are equally long or all
    parties equally large. Elsewhere (a knapsack, or one order that serves several channels) it is the best of the plain
    order and two heuristic ones.

    Source: Moore (1968), Management Science 15(1), with Hodgson's rule; weighted by people, cost in segments.
    """
    plain = np.arange(len(size))
    queue = _queue(sending, due)
    starts = [plain, *(_earliest_due_first(queue, size, due, drop_by) for drop_by in ("people", "people a segment"))]
    orders = [*(_unsaved_last(queue, start) for start in starts), plain]
    in_time = [_in_time(sending.told(order).told_at, due) for order in orders]
    people = [int(size[saved].sum()) for saved in in_time]
    best = max(range(len(orders)), key=people.__getitem__)
    reached = sending.told().told_at < NEVER
    return SendPlan(orders[best], people[-1], people[best], ~in_time[best] & reached)


def _in_time(told_at: np.ndarray, due: np.ndarray) -> np.ndarray:
    in_time: np.ndarray = (due != CANNOT) & (told_at < NEVER) & (told_at <= due)
    return in_time


class _Queue(NamedTuple):
    """What decides who is told in time; loads count segments to parties alone.

    messages     of each party: (channel, its segments, last load with which it is told in time; -1 = never by this one)
    relayed      (n_parties,) bool, told in time by its warden, whatever the order
    can          (n_parties,) bool, told in time in some order
    even_last    (n_parties,) bool, told in time even after all others who can
    n_channels   number of channels
    """

    messages: list[list[tuple[int, int, int]]]
    relayed: np.ndarray
    can: np.ndarray
    even_last: np.ndarray
    n_channels: int


def _queue(sending: Sending, due: np.ndarray) -> _Queue:
    segments = sending.segments
    seconds = due.astype(np.int64)[:, None] - sending.issue - sending.reading_s - sending.latency
    last = np.floor(np.minimum((seconds + FORGIVEN_S) * sending.rate, 2.0**62)).astype(np.int64) - sending.lead
    last[(segments == 0) | (due == CANNOT)[:, None] | (last < segments)] = -1
    relayed = _in_time(_later(sending.relayed, sending.reading_s), due)
    can = relayed | (last >= 0).any(axis=1)
    even_last = relayed | ((last >= 0) & (last >= segments[can].sum(axis=0))).any(axis=1)
    messages: list[list[tuple[int, int, int]]] = [[] for _ in due]
    parties, channels = np.nonzero(segments)
    own, latest = segments[parties, channels].tolist(), last[parties, channels].tolist()
    for party, message in zip(parties.tolist(), zip(channels.tolist(), own, latest, strict=True), strict=True):
        messages[party].append(message)
    return _Queue(messages, relayed, can, even_last, segments.shape[1])


def _earliest_due_first(queue: _Queue, size: np.ndarray, due: np.ndarray, drop_by: str) -> np.ndarray:
    """Those about whom the queue decides, earliest due first; those dropped; those in time even if last; the rest."""
    contested = np.flatnonzero(queue.can & ~queue.even_last)
    contested = contested[np.argsort(due[contested], kind="stable")]
    kept = _moore_hodgson(queue, contested.tolist(), size.tolist(), drop_by)[contested]
    dropped = contested[~kept]
    dropped = dropped[np.argsort(-size[dropped], kind="stable")]
    return np.concatenate([contested[kept], dropped, np.flatnonzero(queue.even_last), np.flatnonzero(~queue.can)])


class _Kept(NamedTuple):
    """A party in a channel's heap; the cheapest to drop is on top."""

    cost: float
    party: int
    segments: int
    people: int


def _moore_hodgson(queue: _Queue, earliest_due_first: list[int], size: list[int], drop_by: str) -> np.ndarray:
    """Choose whom of some parties to send to in time; (n_parties,) bool.

    Takes one after the other. Where one would come too late, the cheapest of those kept before it on the channel where
    least is short are dropped, or the newcomer: whichever costs fewer people, or else frees more segments.
    """
    kept = np.zeros(len(size), bool)
    load = [0] * queue.n_channels
    heaps: list[list[_Kept]] = [[] for _ in load]
    for party in earliest_due_first:
        messages = queue.messages[party]
        for channel, segments, _ in messages:
            load[channel] += segments
        kept[party] = True
        short, nearest, own = min((load[channel] - last, channel, own) for channel, own, last in messages if last >= 0)
        if short > 0:
            for other in _cheaper(heaps[nearest], kept, short, size[party], own) or [party]:
                kept[other] = False
                for channel, segments, _ in queue.messages[other]:
                    load[channel] -= segments
        if kept[party]:
            for channel, segments, _ in messages:
                cost = size[party] if drop_by == "people" else size[party] / segments
                heappush(heaps[channel], _Kept(cost, party, segments, size[party]))
    return kept


def _cheaper(heap: list[_Kept], kept: np.ndarray, short: int, people: int, segments: int) -> list[int]:
    """Take from the heap whom to drop so that `short` segments come free; none if the newcomer itself is cheaper."""
    taken: list[_Kept] = []
    lost = freed = 0
    while heap and freed < short and lost <= people:
        top = heappop(heap)
        if kept[top.party]:
            taken.append(top)
            lost, freed = lost + top.people, freed + top.segments
    if freed >= short and (lost, -freed) < (people, -segments):
        return [one.party for one in taken]
    for one in taken:
        heappush(heap, one)
    return []


def _unsaved_last(queue: _Queue, order: np.ndarray) -> np.ndarray:
    """Move to the end of `order`, in plain order, all whom it does not get told in time.

    Nobody whom `order` saves is lost: before each of the saved stand the same or fewer.
    """
    saved = queue.relayed.copy()
    load = [0] * queue.n_channels
    for party in order[queue.can[order]].tolist():
        messages = queue.messages[party]
        for channel, segments, last in messages:
            if load[channel] + segments <= last:
                saved[party] = True
        if saved[party]:
            for channel, segments, _ in messages:
                load[channel] += segments
    return np.concatenate([order[saved[order]], np.flatnonzero(~saved)])
