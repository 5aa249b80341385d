"""Crises, officers, roles, tokens: who may do what, where."""
