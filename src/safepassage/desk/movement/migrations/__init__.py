"""Tables of movement, step by step."""
