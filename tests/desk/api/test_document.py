"""The OpenAPI document: served, current in the docs, without pages that bring scripts from elsewhere."""

import json
import re
import runpy
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.core.wsgi import get_wsgi_application
from django.db import connections
from openapi_spec_validator import OpenAPIV31SpecValidator
from tests.desk import cast
from tests.desk.api.asking import token
from tests.desk.people.register import person

DOCS = Path(__file__).parents[3] / "docs"


def test_the_document_of_the_docs_is_current():
    maker = runpy.run_path(str(DOCS / "make_api.py"))
    assert maker["PAGE"].read_text(encoding="utf-8") == maker["page"](), "run: make docs"


def test_the_document_is_openapi():
    document = json.loads((DOCS / "reference" / "openapi.json").read_text(encoding="utf-8"))
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    document["paths"]["/api/1/crisis"]["get"]["responses"] = []
    assert list(OpenAPIV31SpecValidator(document).iter_errors())


def test_the_document_is_served_and_names_the_token(client):
    found = client.get("/api/1/openapi.json").json()
    assert found["openapi"].startswith("3.1.")
    assert found["paths"] == json.loads((DOCS / "reference" / "openapi.json").read_text(encoding="utf-8"))["paths"]
    schemes = found["components"]["securitySchemes"]
    assert schemes == {"Bearer": {"type": "http", "scheme": "bearer"}}
    assert all(operation["security"] for path in found["paths"].values() for operation in path.values())
    assert client.get("/api/1/docs").status_code == 404


def test_the_example_of_the_docs_works_over_a_real_server(own_db, capsys):
    crisis = cast.crisis(cast.officer("officer"))
    asha = person(crisis)
    example = re.search(r"```python\n(.*?)```", (DOCS / "reference" / "api.md").read_text(encoding="utf-8"), re.DOTALL)
    with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet) as server:
        thread = threading.Thread(target=answer_three, args=(server,))
        thread.start()
        exec(example[1], {"DESK": f"http://127.0.0.1:{server.server_port}", "TOKEN": token(crisis)[1]})
        thread.join()
    asha.refresh_from_db()
    assert asha.state == "sheltering"
    assert capsys.readouterr().out == f"{asha.number} sheltering\n"


def answer_three(server):
    for _ in range(3):
        server.handle_request()
    connections.close_all()


class Quiet(WSGIRequestHandler):
    """Says nothing."""

    def log_message(self, *_said):
        pass
