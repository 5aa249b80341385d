"""Draws a result: as one HTML page with a map, and as one SVG picture."""

from safepassage.planning.drawing.page import draw_page
from safepassage.planning.drawing.picture import draw_picture

__all__ = ["draw_page", "draw_picture"]
