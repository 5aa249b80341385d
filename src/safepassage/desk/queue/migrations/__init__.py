"""The table of work items, step by step."""
