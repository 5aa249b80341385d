"""The rules of the house that a machine can check: format, layers, types, public names, locks, what stands nowhere."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOT_OURS = {".desk", ".git", ".hypothesis", ".venv", "__pycache__", "build", "dist"}
LONGEST_FUNCTION = 70  # lines after the docstring
PUBLIC = {
    "safepassage.errors": {"BadInput", "BadRoads", "BadSignature", "Fault", "SafePassageError"},
    "safepassage.places": {
        "Built", "Candidate", "Daylight", "Gazetteer", "Resolution", "build_gazetteer", "covers", "daylight",
        "great_circle_m", "nights", "read_gazetteer", "resolve", "time_zone",
    },
    "safepassage.planning": {"preflight"},
    "safepassage.reading": {"SCHEMA", "Drafts", "as_json", "read"},
    "safepassage.planning.drawing": {"draw_page", "draw_picture"},
    "safepassage.planning.io": {
        "build_roads", "check_crisis", "complaints", "is_input", "read_crisis", "read_roads", "write_crisis",
        "write_roads",
    },
    "safepassage.planning.judge": {"Objection", "judge"},
    "safepassage.signing": {
        "AlertText", "CodeEntry", "CodeList", "LookedUp", "OpenedText", "PublicKey", "Revocations", "Revoked", "Ring",
        "Standing", "Trust", "Verified", "certify", "check_code", "fingerprint", "key_id", "look_up", "newest",
        "open_codes", "open_revocations", "open_text", "read_certificates", "read_code", "read_key", "read_ring",
        "show_code", "sign_alert", "sign_codes", "sign_revocations", "sign_text", "verify_alert", "write_key",
        "write_ring",
    },
}  # fmt: skip


def passes(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def files_of_ours() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT).parts
        if path.is_file() and not any(part in NOT_OURS or part.endswith((".egg-info", "_cache")) for part in inside):
            yield path


def modules() -> list[Path]:
    return sorted((ROOT / "src").rglob("*.py"))


def test_ruff_finds_nothing():
    passes(sys.executable, "-m", "ruff", "check", "--output-format=concise", ".")


def test_the_code_is_formatted():
    passes(sys.executable, "-m", "ruff", "format", "--check", "--output-format=concise", ".")


def test_no_import_goes_against_the_layers():
    passes(str(Path(sys.executable).with_name("lint-imports")), "--no-cache")


def test_the_planner_formats_and_places_are_typed_strictly():
    passes(sys.executable, "-m", "mypy")


def test_the_package_says_that_it_is_typed():
    assert (ROOT / "src/safepassage/py.typed").exists()


@pytest.mark.parametrize("package", PUBLIC)
def test_a_package_has_just_these_public_names(package):
    module = import_module(package)
    defined = {name for name, thing in vars(module).items() if getattr(thing, "__module__", None) == package}
    public = getattr(module, "__all__", {name for name in defined if not name.startswith("_")})
    assert set(public) == PUBLIC[package]
    assert all(hasattr(module, name) for name in public)


def test_every_module_says_in_its_first_line_what_it_owns():
    silent = []
    for path in modules():
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")), clean=False)
        if not said or not said.splitlines()[0].strip():
            silent.append(str(path.relative_to(ROOT)))
    assert not silent


def rows_of_others(app: str, text: str) -> list[str]:
    """Where a module of an app of the desk reads or writes rows of another app."""
    tree, others = ast.parse(text), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("safepassage.desk."):
            module = f"{node.module}.".split(".")
            if module[2] != app:
                others |= {each.asname or each.name for each in node.names if "models" in (module[3], each.name)}
    found = []
    for node in ast.walk(tree):
        asked = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("get_object_or_404", "get_list_or_404"):
            asked = f"{ast.unparse(node.args[0])}.objects"
        words = asked.split(".")
        if words[0] in others and words[-1] in ("objects", "_default_manager", "_base_manager"):
            found.append(f"{asked}, line {node.lineno}")
    return found


def test_an_app_of_the_desk_reads_and_writes_rows_of_another_only_through_its_queries_and_actions():
    desk = ROOT / "src/safepassage/desk"
    apps = {path: path.relative_to(desk).parts[0] for path in desk.rglob("*.py") if "migrations" not in path.parts}
    assert len(apps) > 100
    found = {path: rows_of_others(app, path.read_text(encoding="utf-8")) for path, app in apps.items()}
    assert {path.relative_to(desk): wrong for path, wrong in found.items() if wrong} == {}


def test_rows_of_another_app_are_found_however_they_are_asked_for():
    text = """
from safepassage.desk.people.models import Note, Person as Somebody
from safepassage.desk.queue import models as items
from safepassage.desk.crises.models import Crisis
Somebody.objects.get(pk=1), items.WorkItem.objects.all(), get_object_or_404(Note, pk=1), Crisis.objects.all()
def look(about: Note) -> Somebody: ...
"""
    found = {said.split(",")[0] for said in rows_of_others("crises", text)}
    assert found == {"Somebody.objects", "items.WorkItem.objects", "Note.objects"}


def test_no_module_is_named_for_nothing():
    names = {part for path in modules() for part in (*path.relative_to(ROOT).parts, path.stem)}
    assert not names & {"utils", "util", "helpers", "misc", "common", "manager", "handler", "base"}


def test_functions_are_short():
    too_long = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
                if lines > LONGEST_FUNCTION:
                    too_long.append(f"{path.relative_to(ROOT)}: {node.name}, {lines} lines")
    assert not too_long


def test_no_path_of_one_machine_and_no_registry_stands_in_the_tree():
    folders = "|".join(("farm", "home", "root", "tmp", "Users", "work"))
    registries = "|".join(("python" + "hosted", "pypi" + r"\.org", "registry" + r"\.npm", "deb" + r"\.debian"))
    forbidden = re.compile(rf"(?<![\w.}}])/(?:{folders})/|{registries}")
    found = []
    for path in files_of_ours():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture, a font, a packed table
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in forbidden.finditer(text)]
    assert not found


# --- Locks -----------------------------------------------------------------------------------------------------------


def locked(name: str) -> set[tuple[str, str]]:
    """Package and version of each entry of a lock; one package may have several, for different versions of Python."""
    return set(re.findall(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", lock(name), re.MULTILINE))


def lock(name: str) -> str:
    return (ROOT / "requirements" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["plain.txt", "desk.txt", "dev.txt"])
def test_a_lock_holds_a_hash_for_every_package_and_no_address(name):
    entries = [entry for entry in re.split(r"^(?=[a-z0-9])", lock(name), flags=re.MULTILINE) if entry.strip()]
    assert len(entries) == len(locked(name))
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", entry) for entry in entries)
    assert not re.search(r"://|file:|\s@\s|^\s*-(?!-hash=)", lock(name), re.MULTILINE)


def test_the_locks_hold_whatever_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    plain = project["project"]["dependencies"]
    extra = [*project["dependency-groups"]["dev"], *project["project"]["optional-dependencies"]["places"]]
    assert {named(line) for line in plain} <= {package for package, _ in locked("plain.txt")}
    desk = project["project"]["optional-dependencies"]["desk"]
    assert {named(line) for line in (*plain, *desk)} <= {package for package, _ in locked("desk.txt")}
    assert {named(line) for line in (*plain, *extra)} <= {package for package, _ in locked("dev.txt")}


def named(requirement: str) -> str:
    return re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-")


def test_the_locks_agree():
    assert locked("plain.txt") <= locked("desk.txt") <= locked("dev.txt")


def test_the_changelog_knows_the_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert re.search(rf"^## {re.escape(version)}\b", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
