"""URLs of alerts, below `crises/ID/alerts/`: the gate of a Move, orders at once, watching what went out."""

from django.urls import path

from safepassage.desk.console import alerts, lines, releases, sheets

urlpatterns = [
    path("", alerts.alerts, name="alerts"),
    path("order/", alerts.order, name="order"),
    path("lines/", lines.lines, name="lines"),
    path("lines/by/<slug:provider>/", lines.put, name="put_line"),
    path("lines/pause/<slug:channel>/", lines.pause, name="pause_line"),
    path("lines/exercise/", lines.list_address, name="list_address"),
    path("lines/exercise/forget/", lines.forget_addresses, name="forget_addresses"),
    path("publish/", alerts.publish, name="publish"),
    path("advisories/<uuid:draft_id>/", releases.prepare, name="prepare_release"),
    path("advisories/<uuid:draft_id>/ask/", releases.ask, name="ask_for_release"),
    path("advisories/<uuid:draft_id>/clear/", releases.clear_words, name="clear_words"),
    path("advisories/<uuid:draft_id>/override/", releases.override, name="ask_for_override"),
    path("requests/<uuid:request_id>/", releases.release_request, name="release_request"),
    path("requests/<uuid:request_id>/approve/", releases.approve, name="approve_release"),
    path("requests/<uuid:request_id>/refuse/", releases.refuse, name="refuse_release"),
    path("requests/<uuid:request_id>/withdraw/", releases.withdraw, name="withdraw_release"),
    path("<uuid:alert_id>/", alerts.alert, name="alert"),
    path("<uuid:alert_id>/alert.xml", alerts.cap_file, name="alert_cap"),
    path("<uuid:alert_id>/sheet/", sheets.sheet, name="alert_sheet"),
    path("<uuid:alert_id>/pause/", alerts.pause, name="pause_alert"),
    path("<uuid:alert_id>/go-on/", alerts.go_on, name="go_on_with_alert"),
    path("<uuid:alert_id>/stop/", alerts.stop, name="stop_alert"),
    path("<uuid:alert_id>/cancel/", alerts.cancel, name="cancel_alert"),
    path("<uuid:alert_id>/review/", alerts.review, name="review_alert"),
]
