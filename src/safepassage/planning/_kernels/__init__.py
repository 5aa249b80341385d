"""Arrays in, arrays out; the only place that imports numba. Each kernel has a slow, readable twin in the tests."""
