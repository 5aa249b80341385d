"""One standard, one module: reading and writing what others wrote. Only here does a standard's own order of coordinates appear."""
