"""Template tags about officers."""
