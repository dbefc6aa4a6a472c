"""A bombardment of the API: requests made up from its description, fit and unfit."""

from collections import Counter
from copy import deepcopy
from itertools import product

import schemathesis
from dashboards import ADDRESS
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from programs import ROOT
from schemathesis import GenerationMode, checks
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from dashboard.api.app import description
from dashboard.permissions import API
from states.post import Trigger

# What is checked of each answer.
PROMISES = [
    checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
_WHO = {entry.name.removeprefix("api."): entry.who for entry in API}
# Made-up words hardly ever name what there is; now and then these take their place.
_SENSIBLE = {
    "houses": st.sampled_from([["smi"], ["smf", "smi"]]),
    "slot_at": st.sampled_from(["2023-11-21T10:00:00+01:00", "2024-02-05T09:00:00Z"]),
    "texts": st.dictionaries(
        st.sampled_from(["instagram", "linkedin", "xing"]), st.text(max_size=50)
    ),
    "link": st.just("https://www.sachsen.de/"),
    "trigger": st.sampled_from([trigger.value for trigger in Trigger]),
    "house": st.sampled_from([None, "smi"]),
    "on_behalf_of": st.sampled_from([None, "ines"]),
    "target": st.none(),
    "proofs": st.just({}),
    "title": st.just("Ein Tag bei der Feuerwehr"),
    "comment": st.just("So nicht."),
}


class Bombardment:
    """Programs of several people send what the description allows, and what not."""

    def __init__(self, desk, programs, numbers):
        self.desk, self.programs, self.numbers = desk, programs, numbers
        self.statuses = Counter()
        schema = schemathesis.openapi.from_dict(_without_tokens())
        self.operations = [found.ok() for found in schema.get_all_operations()]

    @property
    def sent(self):
        return self.statuses.total()

    def run(self, examples, seed=0):
        """Send up to so many requests of each kind, for every operation and person."""
        for operation, person in product(self.operations, self.programs):
            role = self.desk.directory.people[person].role
            may = role in _WHO[operation.definition.raw["operationId"]]
            for mode in _modes(operation):
                self._send(operation, person, mode, examples if may else 2, seed)

    def _send(self, operation, person, mode, examples, seed):
        is_fit = mode is GenerationMode.POSITIVE

        @seeded(seed)
        @settings(
            max_examples=examples,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
        @given(data=st.data(), case=operation.as_strategy(generation_mode=mode))
        def one(data, case):
            number = self._number(data, case)
            if is_fit and isinstance(case.body, dict):
                case.body |= data.draw(self._aim(case.body, number))
            self._ask(case, self.programs[person])

        one()

    def _number(self, data, case):
        """Return the post that it is about, most often one that there is."""
        if "number" not in case.path_parameters:
            return None
        if data.draw(st.integers(0, 3)):
            nth = data.draw(st.integers(0, 99))
            case.path_parameters["number"] = self.numbers[nth % len(self.numbers)]
            return case.path_parameters["number"]
        return None

    def _aim(self, body, number):
        known = {name: _SENSIBLE[name] for name in body if name in _SENSIBLE}
        if number and "seen_row_version" in body:
            post = self.desk.post(number)
            known |= {"seen_row_version": st.just(post.row_version)}
        if number and "seen_version" in body:
            known |= {"seen_version": st.just(post.version)}
        return st.fixed_dictionaries({}, optional=known)

    def _ask(self, case, program):
        request = case.as_transport_kwargs(base_url=f"{ADDRESS}{ROOT}")
        request["content"] = request.pop("data", None)
        del request["cookies"]
        answer = program.client.request(**request)
        self.statuses[answer.status_code] += 1
        case.validate_response(answer, checks=PROMISES)
        if answer.status_code == 201 and "number" in answer.json():
            self.numbers.append(answer.json()["number"])


def _without_tokens():
    """Return the description without its tokens: who asks is not made up here."""
    described = deepcopy(description())
    for methods in described["paths"].values():
        for operation in methods.values():
            del operation["security"]
    return described


def _modes(operation):
    has_input = operation.body or operation.query or operation.path_parameters
    return list(GenerationMode) if has_input else [GenerationMode.POSITIVE]
