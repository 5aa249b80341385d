"""Tables of exports and authorities, step by step."""
