"""The command `safepassage places`: which places a name may mean, and gazetteers of other countries."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from safepassage.cli import BAD_INPUT
from safepassage.places import Candidate, Resolution, build_gazetteer, read_gazetteer, resolve

SUFFIX = ".tsv.gz"


class Position(click.ParamType[tuple[float, float]]):
    """LAT,LON in degrees."""

    name = "LAT,LON"

    def convert(
        self, value: str | tuple[float, float], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, float]:
        if isinstance(value, tuple):
            return value
        try:
            lat, lon = (float(part) for part in value.split(","))
        except ValueError:
            self.fail(f"{value!r} is not two numbers with a comma between, such as 49.98,36.25", param, ctx)
        if not -90 <= lat <= 90:
            self.fail(f"{lat:g} is not a latitude; expected a number from -90 to 90", param, ctx)
        if not -180 <= lon <= 180:
            self.fail(f"{lon:g} is not a longitude; expected a number from -180 to 180", param, ctx)
        return lat, lon


@click.group()
def places() -> None:
    """Find the places that a name may mean."""


@places.command("resolve")
@click.argument("name")
@click.option("--near", type=Position(), help="About where the place should be, in degrees.")
@click.option(
    "--gazetteer",
    type=click.Path(path_type=Path),
    help="A file made by `safepassage places build`; else Ukraine, its neighbours and Russia.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def resolve_name(name: str, near: tuple[float, float] | None, gazetteer: Path | None, as_json: bool) -> None:
    """Print the places that NAME may mean, best first. NAME may be in any script, and misspelt."""
    answer = resolve(name, near, None if gazetteer is None else read_gazetteer(gazetteer))
    if as_json:
        click.echo(json.dumps(asdict(answer), ensure_ascii=False, indent=2))
    elif answer.candidates:
        click.echo(_verdict(answer, near is not None))
        for candidate in answer.candidates:
            click.echo(_line(candidate))
    if not answer.candidates:
        click.echo(f"No place is spelt like {name!r}. Try another spelling, or --gazetteer FILE.", err=True)
        sys.exit(BAD_INPUT)


@places.command("build")
@click.option("--countries", required=True, metavar="CODES", help="ISO 3166 codes with commas between, such as SD,TD.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The file to write; else places-CODES.tsv.gz in this folder.",
)
def build(countries: str, output: Path | None) -> None:
    """Cut a gazetteer of other countries out of GeoNames, for --gazetteer. Needs the extra `safepassage[places]`."""
    codes = [code.strip().upper() for code in countries.split(",") if code.strip()]
    if output and not output.resolve().name.endswith(SUFFIX):
        raise click.BadParameter(
            f"{output} does not end in {SUFFIX}; expected a name such as sudan{SUFFIX}", param_hint="-o"
        )
    built = build_gazetteer(codes, output or Path(f"places-{'-'.join(codes)}{SUFFIX}"))
    holds = f"{built.places:,} {'place' if built.places == 1 else 'places'}"
    click.echo(f"{built.path}: {holds}, {built.bytes:,} bytes. Data: GeoNames, CC BY 4.0.")
    click.echo(f"Use it: safepassage places resolve NAME --gazetteer {built.path}")


def _verdict(answer: Resolution, has_near: bool) -> str:
    best = answer.candidates[0]
    if answer.ambiguous:
        more = "" if has_near else ", or give --near LAT,LON"
        return f"{answer.asked}: not clear which place is meant. Say which{more}."
    if best.exact:
        return f"{answer.asked}: {best.name}."
    return f"{answer.asked}: probably {best.name}, misspelt."


def _line(candidate: Candidate) -> str:
    away = "" if candidate.distance_m is None else f"{candidate.distance_m / 1000:7.1f} km off"
    spelt = "known name" if candidate.exact else "misspelt"
    position = f"{candidate.lat:.5f}, {candidate.lon:.5f}"
    return f"  {candidate.score:.2f}  {candidate.name:<24} {candidate.country}  {position:<22}{away}  {spelt}"
