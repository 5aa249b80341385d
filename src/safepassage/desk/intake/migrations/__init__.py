"""Tables of imports, step by step."""
