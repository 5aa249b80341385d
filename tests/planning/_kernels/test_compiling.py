"""Compiled kernels are kept for the next process, and never outlive a change of any kernel's source."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from safepassage.planning._kernels import compiling

SOURCES = {
    "__init__.py": "",
    "constants.py": "ONES = 1\n",
    "called.py": "from small.compiling import inlined, kernel\n\n\n"
    "@inlined\ndef tens():\n    return 10\n\n\n@kernel\ndef hundreds():\n    return 100\n",
    "calling.py": "from small.called import hundreds, tens\nfrom small.compiling import kernel\n"
    "from small.constants import ONES\n\n\n@kernel\ndef total():\n    return hundreds() + tens() + ONES\n",
}
ASK = "from small.calling import total; print(total(), sum(total.stats.cache_hits.values()))"


@pytest.fixture
def small(tmp_path) -> Path:
    """A package of kernels whose one answer, 111, is put together from a call, an inlined body and a constant."""
    package = tmp_path / "small"
    package.mkdir()
    for name, source in SOURCES.items():
        (package / name).write_text(source)
    shutil.copy(compiling.__file__, package)
    return package


def asked(package: Path) -> subprocess.Popen[str]:
    home = str(package.parent / "home")
    kept = {"HOME": home, "XDG_CACHE_HOME": home, "NUMBA_CACHE_DIR": ""}
    return subprocess.Popen(
        [sys.executable, "-c", ASK], cwd=package.parent, env=os.environ | kept, stdout=subprocess.PIPE, text=True
    )


def answer(package: Path) -> tuple[int, int]:
    """The answer of a new process, and how many kernels it took from those kept."""
    total, kept = asked(package).communicate()[0].split()
    return int(total), int(kept)


def change(file: Path, old: str, new: str) -> None:
    """Change a source and leave its time as it was, as an update by an archive may."""
    times = file.stat().st_atime_ns, file.stat().st_mtime_ns
    file.write_text(file.read_text().replace(old, new))
    os.utime(file, ns=times)


def test_a_kernel_is_kept_until_a_constant_or_a_function_that_it_imports_changes(small):
    assert answer(small) == (111, 0)
    assert answer(small) == (111, 1)
    change(small / "constants.py", "1", "22")
    assert answer(small) == (132, 0)
    change(small / "called.py", "10\n", "2000\n")
    change(small / "called.py", "100\n", "30000\n")
    assert answer(small) == (32022, 0)


def test_where_the_package_cannot_be_written_kernels_are_kept_for_the_user(small):
    (small / "__pycache__").write_text("in the way of a folder, for one who may write everywhere too")
    assert answer(small) == (111, 0)
    assert answer(small) == (111, 1)
    assert list((small.parent / "home").rglob("*.nbc"))


def test_processes_that_compile_at_the_same_time_do_not_disturb_each_other(small):
    at_once = [asked(small) for _ in range(3)]
    assert {process.communicate()[0].split()[0] for process in at_once} == {"111"}
    assert answer(small) == (111, 1)
