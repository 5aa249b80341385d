"""Makes docs/reference/openapi.json from the desk's API.

python docs/make_api.py
"""

import json
import os
import tempfile
from pathlib import Path

PAGE = Path(__file__).parent / "reference" / "openapi.json"


def page() -> str:
    """The whole document. Django has to be set up."""
    from safepassage.desk.api.urls import api  # after the set-up

    return json.dumps(api.get_openapi_schema(path_prefix="/api/1/"), indent=1, ensure_ascii=False, default=str) + "\n"


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "safepassage.desk.settings"
    with tempfile.TemporaryDirectory() as nothing:
        os.environ["SAFEPASSAGE_DATA_DIR"] = nothing
        import django

        django.setup()
        PAGE.write_text(page(), encoding="utf-8")
