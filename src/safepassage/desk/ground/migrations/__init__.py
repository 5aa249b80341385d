"""Tables of the ground, step by step."""
