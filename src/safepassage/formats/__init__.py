"""One standard, one module: what others write, read and written. Only here is its order of coordinates known."""
