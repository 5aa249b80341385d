"""Acts: who did what, to whom, when, old and new; append-only, chained by hashes over ciphertext."""
