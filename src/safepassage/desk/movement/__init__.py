"""Stored preflights and crisis folders; the only app that knows the planner."""
