"""What holds for every test."""

from hypothesis import settings

settings.register_profile("busy", deadline=None)  # a machine that does something else besides is no fault of the code
settings.load_profile("busy")
