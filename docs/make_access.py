"""Makes docs/reference/access.md from the desk's access matrix.

python docs/make_access.py
"""

from pathlib import Path

from django.conf import settings

from safepassage.desk.crises.access import MATRIX, Role, may

PAGE = Path(__file__).parent / "reference" / "access.md"

INTRODUCTION = """\
# Who may do what

Roles are given crisis by crisis, and an officer may have several. Whoever has none in a crisis finds nothing at its
addresses (404); whoever has one, but not one that allows it, is told so (403). Tokens of programs have one role in one
crisis. What is not marked is nobody's right. This page is made from the matrix in `safepassage.desk.crises.access` by
`python docs/make_access.py`.
"""

OF_THE_DESK = """
Administrators of the desk are something else: they create crises, invite officers, shut them out, and let them in
again, two together. That gives them no right inside any crisis but those that they create. Only the command
`safepassage-desk administrator` makes one.
"""


def page() -> str:
    """The whole page, Markdown."""
    header = f"| may | {' | '.join(str(role.label) for role in Role)} |"
    rows = (
        f"| {right} | {' | '.join('●' if may({role}, *right) else '' for role in Role)} |" for right in sorted(MATRIX)
    )
    return "\n".join([INTRODUCTION, header, "|---" * (len(Role) + 1) + "|", *rows, OF_THE_DESK])


if __name__ == "__main__":
    settings.configure(USE_I18N=False)
    PAGE.write_text(page(), encoding="utf-8")
