"""The tables of advice, step by step."""
