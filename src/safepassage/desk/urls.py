"""All URLs of the desk. Of the sign-in library only the pages that are wanted: no sign-up, nothing by e-mail."""

from allauth.account import views as accounts
from django.urls import include, path

from safepassage.desk.console import founding

urlpatterns = [
    path("", include("safepassage.desk.crises.urls")),
    path("crises/new/", founding.new_crisis, name="new_crisis"),
    path("crises/new/about/", founding.found, name="found_crisis"),
    path("crises/<uuid:crisis_id>/", include("safepassage.desk.console.urls")),
    path("", include("safepassage.desk.movement.urls")),
    path("", include("safepassage.desk.portal.urls")),
    path("api/1/", include("safepassage.desk.api.urls", namespace="api")),
    path("sign-in/", accounts.login, name="account_login"),
    path("sign-out/", accounts.logout, name="account_logout"),
    path("inactive/", accounts.account_inactive, name="account_inactive"),
    path("reauthenticate/", accounts.reauthenticate, name="account_reauthenticate"),
    path("password/", accounts.password_change, name="account_change_password"),
    path("second-factor/", include("allauth.mfa.urls")),
]
