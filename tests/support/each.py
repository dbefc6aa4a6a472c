"""Many cases in one test: all are tried, and all that fail are named."""

import inspect
from functools import wraps

import pytest

SHOWN = 10
# So fails a test, too, and it is no Exception.
FAILED = pytest.fail.Exception


def each(names, cases):
    """Return a decorator that tries a test with each of these cases.

    As `pytest.mark.parametrize`, and may be stacked like it. For hundreds of cases made
    from a table: to the runner every test costs more than what such a case tries. Cases
    that take long to make are given as a function that makes them, called by the test.
    """
    names = names if isinstance(names, tuple) else (names,)

    def decorate(test):
        @wraps(test)
        def all_of_them(**given):
            made = cases() if callable(cases) else cases
            assert made, "there is nothing to try"
            tried = [_values(case, names) for case in made]
            faults = [fault for case in tried if (fault := _fault(test, case, given))]
            told = "\n".join(faults[:SHOWN])
            assert not faults, f"{len(faults)} of {len(tried)} cases:\n{told}"

        all_of_them.__signature__ = _without(names, inspect.signature(test))
        return all_of_them

    cases = cases if callable(cases) else list(cases)
    assert cases, "there is nothing to try"
    return decorate


def _values(case, names):
    values = getattr(case, "values", None)
    values = values if isinstance(values, tuple) else case
    one_by_one = len(names) > 1 or values is not case
    return dict(zip(names, values if one_by_one else (values,), strict=True))


def _fault(test, case, given):
    try:
        test(**given, **case)
    except (Exception, FAILED) as error:  # noqa: BLE001 - all are told at the end
        return f"{case}: {type(error).__name__}: {error}"
    return ""


def _without(names, signature):
    kept = [one for name, one in signature.parameters.items() if name not in names]
    return signature.replace(parameters=kept)
