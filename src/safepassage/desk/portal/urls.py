"""URLs for anybody. No personal data stands in one."""

from django.urls import path

from safepassage.desk.portal import callbacks, views

urlpatterns = [
    path("gateway/<uuid:line_id>/", callbacks.call_back, name="call_back"),
    path("gateway/<uuid:line_id>/in/", callbacks.incoming, name="incoming"),
    path("form/<slug:slug>/", views.public_form, name="public_form"),
]
