"""Tables of crises, officers and tokens, step by step."""
