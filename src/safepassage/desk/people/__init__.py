"""Persons, parties, wardens, notes, links, duplicates, and the account that balances."""
