"""The API and its addresses. What is there is open to programs with a token, not to sessions."""

from django.contrib.auth.decorators import login_not_required
from ninja import NinjaAPI

from safepassage.desk.api import counts, parties, persons, work
from safepassage.desk.api.bodies import StrictParser
from safepassage.desk.api.problems import answer_problems

api = NinjaAPI(
    title="Safe Passage",
    version="1",
    description="For programs. A token, made on the Tokens page of a crisis, acts in that crisis with one role.",
    urls_namespace="api",
    docs_url=None,  # its pages bring scripts from elsewhere
    parser=StrictParser(),
)
answer_problems(api)
for resource in (counts, persons, parties, work):
    api.add_router("", resource.router)

urlpatterns, app_name, namespace = api.urls
for pattern in urlpatterns:
    login_not_required(pattern.callback)
