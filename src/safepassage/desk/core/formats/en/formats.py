"""Day before month, the month by name, the year always: not "Nov. 30, 2026", and never 11/30."""

DATE_FORMAT = "j M Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j M Y H:i"
