"""URLs within a crisis, below `crises/ID/`."""

from django.urls import path

from safepassage.desk.console import overview

urlpatterns = [
    path("", overview.crisis, name="crisis"),
]
