"""URLs of the picture, below `crises/ID/picture/`: reports and sources, claims, contacts and promises."""

from django.urls import path

from safepassage.desk.console import claims, joining, picture, picture_files, promises, reports, situation, timeline

urlpatterns = [
    path("", picture.picture, name="picture"),
    path("timeline/", timeline.timeline, name="timeline"),
    path("happened.csv", picture_files.occurrences, {"tags": False}, name="occurrences_csv"),
    path("happened.hxl.csv", picture_files.occurrences, {"tags": True}, name="occurrences_hxl"),
    path("situation/", situation.situation_report, name="situation"),
    path("sources/", reports.sources, name="sources"),
    path("sources/<uuid:source_id>/judge/", reports.judge_source, name="judge_source"),
    path("sources/<uuid:source_id>/end/", reports.end_source, name="end_source"),
    path("reports/", reports.reports, name="reports"),
    path("reports/take/", reports.take_report, name="take_report"),
    path("reports/<uuid:report_id>/", reports.report, name="report"),
    path("reports/<uuid:report_id>/original/", reports.original, name="original"),
    path("drafts/<uuid:report_draft_id>/accept/", reports.accept_draft, name="accept_draft"),
    path("drafts/<uuid:report_draft_id>/reject/", reports.reject_draft, name="reject_draft"),
    path("claims/", claims.claims, name="claims"),
    path("claims/alike/", joining.alike, name="claims_alike"),
    path("claims/<uuid:claim_id>/", claims.claim_page, name="claim_page"),
    path("claims/<uuid:claim_id>/assess/", claims.assess_claim, name="assess_claim"),
    path("claims/<uuid:claim_id>/statements/add/", claims.add_statement, name="add_statement"),
    path("claims/<uuid:claim_id>/alike/", joining.alike_to, name="claims_alike_to"),
    path("claims/<uuid:claim_id>/join/", joining.join_claim, name="join_claim"),
    path("claims/<uuid:claim_id>/part/", joining.part_claim, name="part_claim"),
    path("claims/<uuid:claim_id>/apart/", joining.tell_apart, name="tell_claims_apart"),
    path("claims/<uuid:claim_id>/review.jsonld", claims.review, name="claim_review"),
    path("contacts/", promises.contacts, name="contacts"),
    path("contacts/note/", promises.note_contact, name="note_contact"),
    path("promises/", promises.promises, name="promises"),
    path("promises/note/", promises.note_promise, name="note_promise"),
    path("promises/<uuid:promise_id>/", promises.promise, name="promise"),
    path("promises/<uuid:promise_id>/change/", promises.change_promise, name="change_promise"),
    path("promises/<uuid:promise_id>/renew/", promises.renew_promise, name="renew_promise"),
    path("promises/<uuid:promise_id>/follow-up/", promises.follow_up, name="follow_up"),
]
