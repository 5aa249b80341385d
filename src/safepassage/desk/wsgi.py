"""The application as a WSGI server calls it. Each of its processes reads the index of the search as it begins."""

import gc
import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safepassage.desk.settings")


def _read_ahead() -> None:
    from safepassage.desk.people.queries import read_ahead

    read_ahead()
    gc.collect()
    gc.freeze()  # what is there for good: to go through it again and again takes 0.2 s of somebody's page


application = get_wsgi_application()
Thread(target=_read_ahead, name="search", daemon=True).start()
