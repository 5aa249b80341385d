"""What is claimed about speed, measured: `make bench`. A claim is a ratio, taken in one run, both sides alternating."""
