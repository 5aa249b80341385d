"""The map as one HTML page that opens from disk: the drawing, its key, a table of havens, and facts about each mark."""

import json
from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from string import Template

from safepassage.planning import wording
from safepassage.planning.drawing.audience import Spot
from safepassage.planning.drawing.frame import WIDTH
from safepassage.planning.drawing.ground import closure_name
from safepassage.planning.drawing.scene import Key, Scene, scene_of, template
from safepassage.planning.drawing.svg import element, joined, translate, words
from safepassage.planning.model import Closure, Crisis, HavenAsked, HavenResult, PartyResult, Preflight
from safepassage.planning.wording import Causes, Times, distance, duration, parties, people

_GROUPS_SHOWN = 10  # of a mark; a mark of a great city may hold hundreds
_IDS_SHOWN = 8

Facts = list[tuple[str, str]]


def draw_page(result: Preflight, crisis: Crisis) -> str:
    """The whole page. It loads nothing, and without JavaScript map, key, table and facts remain."""
    scene, times = scene_of(result, crisis), Times.of(result)
    style, script = template("map.css") + template("page.css"), template("map.js")
    return Template(template("map.html")).substitute(
        policy=f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; form-action 'none'",
        title=words(f"{result.crisis}: {result.advisory.name}"),
        style=style,
        script=script,
        status=words(wording.STATUSES[result.status]),
        status_class=result.status.lower(),
        verdict=words(wording.verdict_line(result)),
        verdict_class="can" if result.all_on_time and result.people.total else "cannot",
        rest=words(wording.rest_line(result)),
        subject=words(
            f"{result.crisis}. Advisory “{result.advisory.name}”, issued {times.at(result.advisory.issued_at)}."
        ),
        map=_map(scene, wording.verdict_line(result)),
        key=joined(_key_row(row) for row in scene.key),
        havens=joined(_haven_row(a, h) for a, h in zip(result.advisory.havens, result.havens, strict=True)),
        facts=joined(_all_facts(result, crisis, scene, times)),
        versions=words(", ".join(f"{name} {version}" for name, version in result.versions.items())),
    )


def _hash(content: str) -> str:
    return f"sha256-{b64encode(sha256(content.encode()).digest()).decode()}"


def _map(scene: Scene, label: str) -> str:
    paper = element("rect", class_="paper", width=WIDTH, height=scene.frame.height)
    world = element("g", scene.world, id="world")
    return element(
        "svg",
        element("defs", scene.definitions) + paper + world + scene.strip,
        id="map",
        viewBox=f"0 0 {WIDTH:.0f} {scene.height:.0f}",
        role="group",
        aria_label=f"Map. {label}",
        data_units_per_m=json.dumps(scene.frame.units_per_m),
    )


def _key_row(row: Key) -> str:
    sample = element(
        "svg", element("g", row.sample, transform=translate(13, 10)), viewBox="0 0 26 20", aria_hidden="true"
    )
    return (
        f'<tr><td class="sample">{sample}</td><td>{words(row.words)}</td><td class="n">{words(row.people)}</td></tr>\n'
    )


def _haven_row(asked: HavenAsked, haven: HavenResult) -> str:
    places = "not known" if haven.places is None else f"{haven.places:,}"
    numbers = (places, f"{haven.as_worded:,}", f"{haven.assigned:,}", f"{haven.can_reach:,}")
    cells = joined(f'<td class="n">{number}</td>' for number in numbers)
    return (
        f'<tr><th scope="row"><bdi>{words(asked.asked)}</bdi></th><td><bdi>{words(haven.name)}</bdi></td>{cells}</tr>\n'
    )


# --- Facts -----------------------------------------------------------------------------------------------------------


def _all_facts(result: Preflight, crisis: Crisis, scene: Scene, times: Times) -> Iterable[str]:
    names = {
        haven.haven_id or asked.asked: haven.name
        for asked, haven in zip(result.advisory.havens, result.havens, strict=True)
    }
    causes = Causes(crisis, times)
    for number, (asked, haven) in enumerate(zip(result.advisory.havens, result.havens, strict=True), start=1):
        yield _section(f"haven-{number}", f"Haven: {haven.name}", _listed(_haven_facts(asked, haven)))
    for spot in scene.spots:
        yield _section(
            spot.id, ", ".join(spot.places[:6]) or spot.name, joined(_spot_groups(spot, names, causes, times))
        )
    for number, closure in enumerate(crisis.closures, start=1):
        yield _section(f"closure-{number}", closure_name(closure), _listed(_closure_facts(closure, times)))


def _section(id_: str, title: str, body: str) -> str:
    return f'<section class="facts" id="{id_}" tabindex="-1"><h3 dir="auto">{words(title)}</h3>{body}</section>\n'


def _listed(facts: Facts) -> str:
    return f"<dl>{joined(f'<dt>{words(term)}</dt><dd>{words(fact)}</dd>' for term, fact in facts)}</dl>"


def _haven_facts(asked: HavenAsked, haven: HavenResult) -> Facts:
    facts = [("Asked for as", asked.asked), ("Places", "not known" if haven.places is None else people(haven.places))]
    facts.append(("Arrive as worded", people(haven.as_worded)))
    facts.append(("Could be assigned", people(haven.assigned)))
    facts.append(("Can reach it", people(haven.can_reach)))
    others = [
        f"{c.name}, {c.country}" + (f", {distance(c.distance_m)} off" if c.distance_m else "")
        for c in asked.candidates[1:4]
    ]
    return [*facts, ("Other places of that name", "; ".join(others))] if others else facts


def _closure_facts(closure: Closure, times: Times) -> Facts:
    facts = [("When", times.window(closure.begin, closure.end)), ("Grade", closure.grade or "not graded")]
    if closure.kind != "closure":
        facts.append(("Exposure", f"{closure.exposure:g} (1 is the worst known)"))
    if closure.evidence_at:
        facts.append(("Newest evidence", times.at(closure.evidence_at)))
    return facts


def _spot_groups(spot: Spot, names: dict[str, str], causes: Causes, times: Times) -> Iterable[str]:
    """The parties of a mark, those alike told of together: same verdict, haven and blockers."""
    alike: dict[tuple[object, ...], list[PartyResult]] = {}
    for party in spot.parties:
        alike.setdefault((party.verdict, party.haven, party.blockers), []).append(party)
    groups = sorted(alike.values(), key=lambda group: (-_heads(group), group[0].id))
    yield f"<p>{words(people(spot.people.total()))}, {words(parties(len(spot.parties)))}.</p>"
    for group in groups[:_GROUPS_SHOWN]:
        verdict = group[0].verdict
        sample = element("svg", element("use", href=f"#shape-{verdict}"), viewBox="-8 -8 16 16", aria_hidden="true")
        yield f"<h4>{sample} {words(people(_heads(group)))}: {words(wording.VERDICTS[verdict])}</h4>"
        yield _listed(list(_group_facts(group, names, causes, times)))
    if len(groups) > _GROUPS_SHOWN:
        rest = sum(_heads(group) for group in groups[_GROUPS_SHOWN:])
        yield f"<p>And {people(rest)} in smaller groups; the CSV lists each party.</p>"


def _heads(group: Sequence[PartyResult]) -> int:
    return sum(party.size for party in group)


def _group_facts(
    group: Sequence[PartyResult], names: dict[str, str], causes: Causes, times: Times
) -> Iterable[tuple[str, str]]:
    first = group[0]
    yield "Verdict", wording.MEANINGS[first.verdict]
    if first.haven:
        yield "Haven", names.get(first.haven, first.haven)
    if metres := [party.distance_m for party in group if party.distance_m is not None]:
        yield "Way", _range(distance(min(metres)), distance(max(metres)))
    if told := [party.told_at for party in group if party.told_at]:
        yield "Told", times.between(min(told), max(told))
    if leave := [party.leave_by for party in group if party.leave_by]:
        yield "Leave by", times.between(min(leave), max(leave))
    if arrive := [party.arrive_at for party in group if party.arrive_at]:
        yield "Arrive", times.arrivals(min(arrive), max(arrive))
    if margins := [party.margin_s for party in group if party.margin_s is not None]:
        yield "Margin", _margins(min(margins), max(margins))
    chances = [party.chance.p for party in group if party.chance]
    if any(chances):
        yield "Chance of it", _range(f"{min(chances):.0%}", f"{max(chances):.0%}")
    if hazard := max((party.exposure.hazard_s for party in group if party.exposure), default=0):
        yield "In hazard", f"up to {duration(hazard)} each"
    if first.blockers:
        yield "What stops them", "; or ".join(causes.of(blocker) for blocker in first.blockers)
    ids = ", ".join(party.id for party in group[:_IDS_SHOWN])
    yield "Parties", ids + (f" and {len(group) - _IDS_SHOWN:,} more" if len(group) > _IDS_SHOWN else "")


def _range(least: str, most: str) -> str:
    return least if least == most else f"{least} to {most}"


def _margins(least: int, most: int) -> str:
    if most < 0:
        return f"{_range(duration(-most), duration(-least))} late"
    if least < 0:
        return f"{duration(-least)} late to {duration(most)} to spare"
    return f"{_range(duration(least), duration(most))} to spare"
