"""URLs for anybody. No personal data stands in one."""

from django.urls import path

from safepassage.desk.portal import views

urlpatterns = [
    path("form/<slug:slug>/", views.public_form, name="public_form"),
]
