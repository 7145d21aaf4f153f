"""A statement in lines for reading: each clause on its own, subqueries further in."""

from __future__ import annotations

import re
from functools import lru_cache
from textwrap import dedent

_TOKEN = re.compile(
    r"""
    '(?:''|[^'])*'? | "(?:""|[^"])*"? | `[^`]*`? | --[^\n]* | /\*.*?(?:\*/|$)
  | (?P<open> \( (?P<query> (?=(?:SELECT|WITH)\b) )? ) | (?P<close> \) )
  | \bBETWEEN\b (?P<range> .{0,200}?\bAND\b )?
  | [ ] (?: (?P<clause>
        FROM | WHERE | SET | VALUES | RETURNING | HAVING | LIMIT | WINDOW
      | (?:(?:LEFT|RIGHT|FULL)(?:[ ]OUTER)?[ ]|INNER[ ]|CROSS[ ]|NATURAL[ ])?JOIN
      | (?:GROUP|ORDER)[ ]BY | ON[ ](?:CONFLICT|DUPLICATE) | FOR[ ]UPDATE
      | (?:UNION|INTERSECT|EXCEPT)(?:[ ]ALL)? | (?<=[LNT][ ])SELECT
    ) | (?P<part> AND | OR | WHEN | ELSE ) )\b
  | \w+ | .
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
STEP = "  "
SHORT = 60
"""Shorter statements are one line, in characters."""


@lru_cache(maxsize=500)
def in_lines(sql: str) -> str:
    """Return a statement with line breaks before its clauses; one that has its own keeps them."""
    if "\n" in sql:
        return dedent(sql).strip()
    return sql if len(sql) <= SHORT else "".join(_pieces(sql))


def _pieces(sql: str) -> list[str]:
    """Return the pieces of a statement; in brackets that hold no query nothing is broken."""
    pieces: list[str] = []
    around = [True]
    for match in _TOKEN.finditer(sql):
        text = match[0]
        if match["open"]:
            around.append(match["query"] is not None)
            text = f"({_line_of(around)}" if around[-1] else text
        elif match["close"] and len(around) > 1:
            around.pop()
        elif around[-1] and (match["clause"] or match["part"]):
            more = STEP if match["part"] else ""
            text = f"{_line_of(around)}{more}{text.lstrip()}"
        pieces.append(text)
    return pieces


def _line_of(around: list[bool]) -> str:
    return "\n" + STEP * (sum(around) - 1)
