"""Tables of the register, step by step."""
