"""Safe Passage: before you tell people to move, know who can, and whether staying is safer."""
