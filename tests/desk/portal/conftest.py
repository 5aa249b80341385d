"""A crisis whose public form is open. Whoever fills it in is invented."""

import pytest
from django.core.cache import cache

from safepassage.desk.core.once import new_token
from safepassage.desk.crises.actions import open_form


@pytest.fixture
def opened(crisis, officer):
    cache.clear()
    return open_form(crisis, actor=officer)


@pytest.fixture
def address(opened):
    return f"/form/{opened.form_slug}/"


def sent(**answers):
    """What a browser sends."""
    return {"token": new_token(), "name": "Asha Invented"} | answers


def sent_about_another(**answers):
    return {"token": new_token(), "name": "Binod Invented", "my_name": "Gita Invented", "why": "searching"} | answers
