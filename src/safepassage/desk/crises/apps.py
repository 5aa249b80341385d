"""The app's configuration."""

from django.apps import AppConfig


class Crises(AppConfig):
    """Joins the sign-in library's notices of second factors to the ledger when Django has loaded all tables."""

    name = "safepassage.desk.crises"

    def ready(self) -> None:
        from safepassage.desk.crises import sign_in

        sign_in.listen()
