"""Many updates of single rows in one round trip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connections, models


def update_each(
    model: type[models.Model],
    using: str,
    changes: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]],
) -> int:
    """For each pair, give the rows that match the first the values of the second.

    All pairs name the same fields. Returns how many rows were changed in all. The ORM would
    build the statement anew for each row, which costs more than executing it.
    """
    connection = connections[using]
    quote = connection.ops.quote_name
    where, values = changes[0]
    fields = {field.name: field for field in model._meta.concrete_fields}
    columns = {name: quote(str(field.column)) for name, field in fields.items()}
    assignments = ", ".join(f"{columns[name]} = %s" for name in values)
    conditions = " AND ".join(f"{columns[name]} = %s" for name in where)
    table = quote(model._meta.db_table)
    parameters = [
        [
            fields[name].get_db_prep_save(value, connection)
            for name, value in (*values.items(), *where.items())
        ]
        for where, values in changes
    ]
    with connection.cursor() as cursor:
        # Names come from the model, values are parameters.
        statement = f"UPDATE {table} SET {assignments} WHERE {conditions}"  # noqa: S608
        cursor.executemany(statement, parameters)
        return int(cursor.rowcount)
