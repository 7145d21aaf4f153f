"""Whose tests are run, and how."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Suite:
    """The tests of one distribution.

    Attributes:
        name: the distribution's, as PyPI has it.
        place: the directory of its source that the tests are run from.
        command: the script that runs them, with its arguments; "pytest" for that.
        tests: which are all of them, as further arguments.
        short: what the short form runs of them, as further arguments; () for all, None for none.
        by_name: whether the script takes names of tests, as they end.
        variables: of the environment, so that they use SQLite.
    """

    name: str
    place: str
    command: tuple[str, ...]
    tests: tuple[str, ...] = ()
    short: tuple[str, ...] | None = None
    by_name: bool = True
    variables: dict[str, str] = field(default_factory=dict)


DJANGO = ("runtests.py", "--settings=test_sqlite", "--parallel=1", "--verbosity=0")
SUITES = (
    Suite(
        "Django",
        "tests",
        DJANGO,
        short=("dispatch", "signals", "m2m_signals", "model_inheritance", "transaction_hooks"),
    ),
    Suite(
        "django-auditlog",
        "auditlog_tests",
        ("manage.py", "test", "--verbosity=0"),
        short=("tests.SimpleModelTest", "tests.ManyRelatedModelTest"),
    ),
    Suite(
        "django-guardian",
        ".",
        ("pytest", "-q", "-p", "no:cacheprovider"),
        tests=("guardian/testapp/tests",),
        short=("guardian/testapp/tests", "-k", "signal or remove"),
        variables={"DATABASE_URL": "sqlite://:memory:"},
    ),
    Suite(
        "django-model-utils",
        ".",
        ("pytest", "-q", "-p", "no:cacheprovider"),
        short=(),
        variables={"SQLITE": "1"},
    ),
    Suite(
        "django-reversion",
        "tests",
        ("manage.py", "test", "--verbosity=0"),
        short=(),
        variables={"DJANGO_SETTINGS_MODULE": "conformance.settings.reversion"},
    ),
    Suite("django-simple-history", ".", ("runtests.py",), by_name=False),
)
