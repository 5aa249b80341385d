"""URLs of preflights."""

from django.urls import path

from safepassage.desk.movement import views

urlpatterns = [
    path("crises/<uuid:crisis_id>/preflights/", views.preflights, name="preflights"),
    path("crises/<uuid:crisis_id>/preflights/run/", views.run_preflight, name="run_preflight"),
    path("crises/<uuid:crisis_id>/preflights/write/", views.write_advisory, name="write_advisory"),
    path("crises/<uuid:crisis_id>/preflights/assumed/", views.assumed, name="assumed"),
    path("crises/<uuid:crisis_id>/preflights/assumed/change/", views.change_assumed, name="change_assumed"),
    path("crises/<uuid:crisis_id>/preflights/advisories/<uuid:draft_id>/", views.advisory, name="advisory"),
    path(
        "crises/<uuid:crisis_id>/preflights/advisories/<uuid:draft_id>/withdraw/",
        views.withdraw_advisory,
        name="withdraw_advisory",
    ),
    path("crises/<uuid:crisis_id>/preflights/<uuid:preflight_id>/", views.preflight, name="preflight"),
    path(
        "crises/<uuid:crisis_id>/preflights/<uuid:preflight_id>/picture.svg",
        views.preflight_picture,
        name="preflight_picture",
    ),
    path("crises/<uuid:crisis_id>/preflights/<uuid:preflight_id>/map/", views.preflight_map, name="preflight_map"),
]
