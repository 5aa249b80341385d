"""The command `safepassage roads`: build a road file, and say what is in one."""

from pathlib import Path

import click
import numpy as np
from rich.console import Console
from rich.status import Status

from safepassage.errors import BadInput, Fault
from safepassage.planning.io.roads import SUFFIX, build_roads, read_roads, write_roads
from safepassage.planning.network import Network


@click.group()
def roads() -> None:
    """Build the road file of a city, or say what is in one."""


@roads.command()
@click.argument("source", metavar="INPUT", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The road file to write, such as city.roads.",
)
@click.option(
    "--crs", metavar="EPSG:CODE", help="System of coordinates of a MATSim network that does not name its own."
)
def build(source: Path, output: Path, crs: str | None) -> None:
    """Build a road file for walking and driving.

    INPUT is an OpenStreetMap file (.osm.pbf, .osm, .osm.gz), a MATSim network (.xml, .xml.gz), or a folder with
    nodes.csv and edges.csv.
    """
    _check_output(output, source)
    console = Console(stderr=True)
    with console.status(f"Reading {source.name}") as status:
        network = build_roads(source, crs, lambda what, count: _show(status, source.name, what, count))
    _write(network, output)
    click.echo(f"{output}: {output.stat().st_size:,} bytes")
    _describe(network)


@roads.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def info(file: Path) -> None:
    """Say what is in a road file, and what was left out of it."""
    network = read_roads(file)
    _describe(network)


def _write(network: Network, output: Path) -> None:
    try:
        write_roads(network, output)
    except OSError as error:
        wrong = f"cannot be written ({error.strerror})"
        raise BadInput([Fault(str(output), "", wrong, "a place that can be written to")]) from error


def _check_output(output: Path, source: Path) -> None:
    """A slip of the hand must not cost a table or an extract: only road files are written over."""
    if not output.name.endswith(SUFFIX):
        raise click.BadParameter(
            f"{output} does not end in {SUFFIX}; expected a name such as city{SUFFIX}", param_hint="-o"
        )
    if not output.parent.is_dir():
        raise click.BadParameter(f"there is no folder {output.parent}; expected one that exists", param_hint="-o")
    target = output.resolve()
    if not target.name.endswith(SUFFIX) or target == source.resolve():
        raise click.BadParameter(f"{output} leads to {target}; expected a road file of its own", param_hint="-o")


def _show(status: Status, name: str, what: str, count: int) -> None:
    status.update(f"Reading {name}: {count:,} {what}")


def _describe(network: Network) -> None:
    walkable = np.unique(network.edge_line[network.edge_walk])
    drivable = np.unique(network.edge_line[np.isfinite(network.edge_drive_s)])
    south, north = network.point_lat.min(), network.point_lat.max()
    west, east = network.point_lon.min(), network.point_lon.max()
    rows = [
        ("source", network.source),
        ("nodes", f"{network.n_nodes:,}, all connected"),
        ("edges", f"{network.n_edges:,} one way each, on {network.n_lines:,} lines"),
        ("on foot", f"{network.line_length_m[walkable].sum() / 1000:,.1f} km"),
        ("by vehicle", f"{network.line_length_m[drivable].sum() / 1000:,.1f} km"),
        ("area", f"latitude {south:.5f} to {north:.5f}, longitude {west:.5f} to {east:.5f}"),
        *(("left out", line) for line in network.left_out or ("nothing",)),
    ]
    for label, text in rows:
        click.echo(f"{label:<12}{text}")
