"""What `safepassage.places` offers."""

from safepassage import places


def test_the_public_names_are_these():
    assert set(places.__all__) == {
        "Built", "Candidate", "Daylight", "Gazetteer", "Resolution", "build_gazetteer", "covers", "daylight",
        "great_circle_m", "nights", "read_gazetteer", "resolve", "time_zone",
    }  # fmt: skip
    assert all(getattr(places, name).__doc__ for name in places.__all__)
