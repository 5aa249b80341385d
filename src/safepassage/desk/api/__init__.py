"""The API for programs: what officers do on pages, by token, under the same access matrix."""
