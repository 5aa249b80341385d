"""The desk: the Django application. Needs the extra `safepassage[desk]`."""
