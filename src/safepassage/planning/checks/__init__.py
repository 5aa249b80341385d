"""What warnings.py asks of an advisory: each check a short function of the draft, by subject (rule P13)."""
