"""What `safepassage.places` offers; which names these are, tests/test_house.py says."""

from safepassage import places


def test_every_public_name_says_what_it_is():
    assert all(getattr(places, name).__doc__ for name in places.__all__)
