"""How kernels are compiled, and kept for the next process as long as no kernel's source has changed.

Numba keeps compiled code as long as the file of the function stays as it is. Constants and functions that it imports
from other files are compiled into it, and their changes would go unseen: wrong answers, or worse. So here the names of
the kept files hold a digest of all sources of this folder, beside what Numba's own names and keys hold (the function,
its arguments' types, the processor, the versions of Python and Numba). Where they are kept is as Numba has it: beside
the sources if that can be written, else in the user's cache; NUMBA_CACHE_DIR names another folder.
"""

import hashlib
from importlib import resources

import numpy as np
from numba import njit
from numba.core.caching import CompileResultCacheImpl, FunctionCache


def kernel(function):
    """Compile for the types of the arguments at the first call, or take what an earlier process has compiled."""
    compiled = njit(nogil=True)(function)
    compiled._cache = _Cache(function)  # what njit(cache=True) does, but for the names of the files
    return compiled


def inlined(function):
    """For what only kernels call: its body is put in the place of each call."""
    return njit(inline="always")(function)


def _digest_of_sources():
    digest = hashlib.sha256(np.__version__.encode())
    for source in sorted(resources.files(__package__).iterdir(), key=lambda entry: entry.name):
        if source.name.endswith(".py"):
            digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


_SOURCES = _digest_of_sources()


class _Files(CompileResultCacheImpl):
    def get_filename_base(self, *args):
        return f"{super().get_filename_base(*args)}-{_SOURCES}"


class _Cache(FunctionCache):
    _impl_class = _Files
