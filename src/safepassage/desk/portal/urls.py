"""URLs for anybody. No personal data stands in one."""

from django.urls import path

from safepassage.desk.portal import alerts, callbacks, checking, views

urlpatterns = [
    path("gateway/<uuid:line_id>/", callbacks.call_back, name="call_back"),
    path("gateway/<uuid:line_id>/in/", callbacks.incoming, name="incoming"),
    path("form/<slug:slug>/", views.public_form, name="public_form"),
    path("alerts/<slug:slug>/", alerts.public_alerts, name="public_alerts"),
    path("alerts/<slug:slug>/feed.atom", alerts.feed, name="public_feed"),
    path("alerts/<slug:slug>/certificates.pem", alerts.certificates, name="public_certificates"),
    path("alerts/<slug:slug>/keys.json", alerts.keys, name="public_keys"),
    path("alerts/<slug:slug>/codes.txt", alerts.code_list, name="public_codes"),
    path("alerts/<slug:slug>/revoked.txt", alerts.revocations, name="public_revoked"),
    path("verify/", checking.verify, name="verify"),
    path("verify/<slug:slug>/", checking.verify, name="verify_here"),
    path("alerts/<slug:slug>/<uuid:issued_id>.xml", alerts.cap_file, name="public_cap"),
]
