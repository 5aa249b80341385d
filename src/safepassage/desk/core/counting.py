"""Counting in one statement, that also tells the count: true across processes, without a lock held meanwhile."""

from django.db import connection, models

# `update_or_create` would take a lock and three statements.
COUNT = """
    INSERT INTO {table} (who, {span}, {counted}) VALUES (%s, %s, %s)
    ON CONFLICT (who) DO UPDATE SET
        {counted} = CASE WHEN {table}.{span} = excluded.{span} THEN {table}.{counted} ELSE 0 END + excluded.{counted},
        {span} = excluded.{span}
    RETURNING {counted}
"""


def count(table: type[models.Model], who: str, span: int, more: int = 1) -> int:
    """Count `more` of somebody within a span of time, forgetting their span before; how many there are now.

    The columns of the table: `who` (its key), one for the span, one for the count.
    """
    quoted = connection.ops.quote_name
    _who, of_span, counted = (quoted(field.column) for field in table._meta.concrete_fields)
    asked = COUNT.format(table=quoted(table._meta.db_table), span=of_span, counted=counted)
    with connection.cursor() as cursor:
        cursor.execute(asked, [who, span, more])
        (now,) = cursor.fetchone()
    return int(now)
