"""People's pages: a public form. No tables, no script, no session."""
