"""The tables of the picture, step by step."""
