"""Picture: sources, reports, claims, contacts, promises; what happened; what on the ground rests on them."""
