"""What every app of the desk stands on: clock, ids, encryption at rest, base page. No tables; imports no other app."""
