"""URLs for anybody. No personal data stands in one."""

from django.urls import path

from safepassage.desk.portal import alerts, callbacks, views

urlpatterns = [
    path("gateway/<uuid:line_id>/", callbacks.call_back, name="call_back"),
    path("gateway/<uuid:line_id>/in/", callbacks.incoming, name="incoming"),
    path("form/<slug:slug>/", views.public_form, name="public_form"),
    path("alerts/<slug:slug>/", alerts.public_alerts, name="public_alerts"),
    path("alerts/<slug:slug>/feed.atom", alerts.feed, name="public_feed"),
    path("alerts/<slug:slug>/certificates.pem", alerts.certificates, name="public_certificates"),
    path("alerts/<slug:slug>/<uuid:issued_id>.xml", alerts.cap_file, name="public_cap"),
]
