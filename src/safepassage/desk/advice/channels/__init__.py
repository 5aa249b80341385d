"""Channels: a folder each, named as `Line.provider`. They get only what `door` lets through."""
