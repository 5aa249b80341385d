"""What comes in as files: kept sealed, mapped, tried without writing anything, then registered batch by batch."""
