"""Tables of the API, step by step."""
