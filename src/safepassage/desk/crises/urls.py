"""URLs of crises and officers. Every one with a `crisis_id` goes through the gate; a test walks them.

The first page of a crisis, `crisis`, is the console's.
"""

from django.urls import path

from safepassage.desk.crises import officer_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("crises/<uuid:crisis_id>/about/", views.about_crisis, name="about_crisis"),
    path("crises/<uuid:crisis_id>/change/", views.change_crisis, name="change_crisis"),
    path("crises/<uuid:crisis_id>/closing/", views.closing, name="closing"),
    path("crises/<uuid:crisis_id>/closing/close/", views.close_crisis, name="close_crisis"),
    path("crises/<uuid:crisis_id>/closing/reopen/", views.reopen_crisis, name="reopen_crisis"),
    path("crises/<uuid:crisis_id>/public-form/", views.form_set_up, name="form_set_up"),
    path("crises/<uuid:crisis_id>/public-form/open/", views.open_form, name="open_form"),
    path("crises/<uuid:crisis_id>/public-form/close/", views.close_form, name="close_form"),
    path("crises/<uuid:crisis_id>/members/", views.members, name="members"),
    path("crises/<uuid:crisis_id>/members/add/", views.add_member, name="add_member"),
    path("crises/<uuid:crisis_id>/members/<uuid:membership_id>/remove/", views.remove_member, name="remove_member"),
    path("crises/<uuid:crisis_id>/tokens/", views.tokens, name="tokens"),
    path("crises/<uuid:crisis_id>/tokens/make/", views.make_token, name="make_token"),
    path("crises/<uuid:crisis_id>/tokens/<uuid:token_id>/revoke/", views.revoke_token, name="revoke_token"),
    path("officers/", officer_views.officers, name="officers"),
    path("officers/invite/", officer_views.invite, name="invite"),
    path("officers/<uuid:officer_id>/deactivate/", officer_views.deactivate, name="deactivate"),
    path("officers/<uuid:officer_id>/recover/", officer_views.open_recovery, name="open_recovery"),
    path("recoveries/<uuid:recovery_id>/confirm/", officer_views.confirm_recovery, name="confirm_recovery"),
    path("enrol/<str:text>/", officer_views.enrol, name="enrol"),
    path("switch/", officer_views.switch, name="switch"),
]
