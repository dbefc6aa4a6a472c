"""The child process of the solver: reads a program, answers in JSON.

It ends by work done, never by the clock, and with one thread, so the same plan comes
out however busy the machine is.
"""

import json
import os
import sys
from itertools import accumulate
from typing import Any, Final

# So many nodes and iterations at most; a year needs a small part of them.
NODES: Final = 20_000
ITERATIONS: Final = 3_000_000
_SEED: Final = 1


def main() -> None:
    """Solve one program; what the library prints goes to standard error."""
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # It prints a banner that no option switches off.
    os.dup2(2, 1)
    program = json.load(sys.stdin)
    json.dump(solved(program), answer)
    answer.flush()


def solved(program: dict[str, Any]) -> dict[str, Any]:
    """Return the chosen columns, whether that is proven the best, and the bound.

    `program` has the `costs` of the columns, each 0 or 1 in the answer, the `rows` with
    their `most`, `columns` and `counts`, and the columns to `start` with.
    """
    import highspy  # noqa: PLC0415 - after standard output was put aside

    costs, rows = program["costs"], program["rows"]
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(costs), len(rows)
    model.col_cost_ = [float(cost) for cost in costs]
    model.col_lower_ = [0.0] * len(costs)
    model.col_upper_ = [1.0] * len(costs)
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(costs)
    model.row_lower_ = [-highspy.kHighsInf] * len(rows)
    model.row_upper_ = [float(row["most"]) for row in rows]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = [
        0,
        *accumulate(len(row["columns"]) for row in rows),
    ]
    model.a_matrix_.index_ = [column for row in rows for column in row["columns"]]
    model.a_matrix_.value_ = [float(count) for row in rows for count in row["counts"]]
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # the library has none
    for name, value in {
        "output_flag": False,
        "threads": 1,
        "random_seed": _SEED,
        "mip_rel_gap": 0.0,
        # Costs are whole numbers.
        "mip_abs_gap": 0.9,
        "mip_max_nodes": NODES,
        "simplex_iteration_limit": ITERATIONS,
    }.items():
        solver.setOptionValue(name, value)
    solver.passModel(model)
    start = highspy.HighsSolution()
    start.col_value = [0.0] * len(costs)
    for column in program["start"]:
        start.col_value[column] = 1.0
    solver.setSolution(start)
    solver.run()
    info = solver.getInfo()
    values = solver.getSolution().col_value
    return {
        "chosen": [n for n, value in enumerate(values) if value > 0.5],  # noqa: PLR2004
        "is_proven": solver.getModelStatus() == highspy.HighsModelStatus.kOptimal,
        "bound": info.mip_dual_bound,
        "nodes": info.mip_node_count,
    }


if __name__ == "__main__":
    main()
