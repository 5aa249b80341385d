"""Officers' pages over all apps; no tables."""
