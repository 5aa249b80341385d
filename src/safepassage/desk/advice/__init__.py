"""Advice: alerts, to whom and by which roads they go, each delivery to its end, and what proves it."""
