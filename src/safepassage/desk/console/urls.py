"""URLs within a crisis, below `crises/ID/`. No personal data stands in one."""

from django.urls import path

from safepassage.desk.console import accounts, calls, overview, parties, persons, wardens, work_items

urlpatterns = [
    path("", overview.crisis, name="crisis"),
    path("account/", accounts.account, name="account"),
    path("account/to-do/", accounts.work, name="work"),
    path("calls/", calls.calls, name="calls"),
    path("calls/find/", calls.find, name="find"),
    path("calls/register/", calls.register, name="register"),
    path("calls/registered/<uuid:person_id>/", calls.registered, name="registered"),
    path("persons/<uuid:person_id>/", persons.person, name="person"),
    path("persons/<uuid:person_id>/notes/add/", persons.add_note, name="add_note"),
    path("persons/<uuid:person_id>/change/", persons.change_person, name="change_person"),
    path("persons/<uuid:person_id>/consent/", persons.note_consent, name="note_consent"),
    path("persons/<uuid:person_id>/set-aside/", persons.set_aside, name="set_aside"),
    path("persons/<uuid:person_id>/take-back/", persons.take_back, name="take_back"),
    path("persons/<uuid:person_id>/merge/", persons.merge, name="merge"),
    path("persons/<uuid:person_id>/merges/<uuid:merge_id>/undo/", persons.unmerge, name="unmerge"),
    path("parties/", parties.parties, name="parties"),
    path("parties/form/", parties.form_party, name="form_party"),
    path("parties/<uuid:party_id>/", parties.party, name="party"),
    path("parties/<uuid:party_id>/change/", parties.change_party, name="change_party"),
    path("parties/<uuid:party_id>/join/", parties.join_party, name="join_party"),
    path("parties/<uuid:party_id>/split/", parties.split_party, name="split_party"),
    path("wardens/", wardens.wardens, name="wardens"),
    path("wardens/register/", wardens.register_warden, name="register_warden"),
    path("wardens/<uuid:warden_id>/", wardens.warden, name="warden"),
    path("wardens/<uuid:warden_id>/change/", wardens.change_warden, name="change_warden"),
    path("wardens/<uuid:warden_id>/silence/", wardens.note_silence, name="note_silence"),
    path("queue/", work_items.queue, name="queue"),
    path("queue/<uuid:item_id>/", work_items.item, name="item"),
    path("queue/<uuid:item_id>/claim/", work_items.claim, name="claim"),
    path("queue/<uuid:item_id>/hand-over/", work_items.hand_over, name="hand_over"),
    path("queue/<uuid:item_id>/finish/", work_items.finish, name="finish"),
]
