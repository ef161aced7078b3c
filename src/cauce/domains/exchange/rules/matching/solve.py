"""The transport problem, solved to optimality product by product.

Objective, in order: most patients served a month, then fewest patient-kilometres. OR-tools'
`solve_max_flow_with_min_cost` is exactly that order: of all maximum flows, a cheapest one. Costs
are whole tenths of a kilometre and flows whole patients, so there is no rounding to argue about.
The largest cost (20,016 km) times the largest graph stays far within 64 bits.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from . import arcs as arcs_of
from .commitments import left_after
from .model import Commitment, Flow, Id, Line, Options, Reason, Result, TooManyPairs, Unmet, Unused
from .nodes import Side, codes, side

_REASONS = (Reason.INSUFFICIENT, Reason.OUT_OF_RANGE, Reason.NO_SUPPLY)


def solve(
    supply: list[Line],
    demand: list[Line],
    options: Options,
    commitments: Iterable[Commitment] = (),
    forbidden: Iterable[tuple[Id, Id]] = (),
) -> Result:
    """Matches shortages to surpluses of the same product between allowed parties within range.

    Ids are unique within each side. `commitments` are taken off both sides first. `forbidden` are
    (supply id, demand id) that must not be matched; a shortage whose only partners in range are
    forbidden is unmet as "insufficient". Raises TooManyPairs when a product does not fit in memory.
    """
    commitments = list(commitments)
    supply_left, over_supply = left_after(supply, "supply", commitments)
    demand_left, over_demand = left_after(demand, "demand", commitments)
    names = {
        name: codes(getattr(line, name) for lines in (supply, demand) for line in lines)
        for name in ("product", "institution", "unit")
    }
    products = {str(line.product): line.product for lines in (demand, supply) for line in lines}
    never = [(str(one), str(other)) for one, other in forbidden]
    origin = side(supply, supply_left, names, {one for one, _ in never})
    target = side(demand, demand_left, names, {other for _, other in never})
    barred = _barred(origin, target, never)
    reasons = np.zeros(len(target.product), dtype=np.int64)
    flows: list[Flow] = []
    for text, code in names["product"].items():
        flows.extend(_product(products[text], code, origin, target, options, reasons, barred))
    return Result(
        flows=flows,
        unmet=[
            Unmet(target.ids[i], int(target.left[i]), _REASONS[reasons[target.node[i]]])
            for i in np.flatnonzero(target.left)
        ],
        unused=[Unused(origin.ids[i], int(origin.left[i])) for i in np.flatnonzero(origin.left)],
        overcommitted=over_supply + over_demand,
    )


def _barred(supply: Side, demand: Side, never: list[tuple[str, str]]) -> np.ndarray:
    """The forbidden pairs of lines that exist, as keys of pairs of nodes."""
    if not never:
        return np.empty(0, dtype=np.int64)
    ours, theirs, width = supply.node_of(), demand.node_of(), len(demand.product)
    return np.array([ours[s] * width + theirs[d] for s, d in never if s in ours and d in theirs], np.int64)


def _product(
    product: Id,
    code: int,
    supply: Side,
    demand: Side,
    options: Options,
    reasons: np.ndarray,
    barred: np.ndarray,
) -> Iterator[Flow]:
    """Solves one product; takes what it allocates off `left` and notes the reasons per node."""
    s, d = supply.of_product(code), demand.of_product(code)
    if d.start == d.stop:
        return
    reasons[d] = 2
    if s.start == s.stop:
        return
    try:
        pairs = arcs_of.arcs(supply, demand, s, d, options)
    except arcs_of.TooMany:
        raise TooManyPairs(product) from None
    reached = np.bincount(pairs.demand, minlength=d.stop - d.start) > 0
    alone = arcs_of.without_partner(supply, demand, s, d, options)
    reasons[d] = np.where(alone, 2, np.where(reached, 0, 1))
    if len(barred):
        keys = (pairs.supply + s.start) * len(demand.product) + pairs.demand + d.start
        pairs = pairs.only(~np.isin(keys, barred))
    for pair, patients in _optimal(pairs, supply.patients[s], demand.patients[d]):
        yield from _split(
            supply,
            demand,
            s.start + int(pairs.supply[pair]),
            d.start + int(pairs.demand[pair]),
            product,
            patients,
            int(pairs.decikm[pair]),
        )


def _optimal(pairs: arcs_of.Arcs, surplus: np.ndarray, shortage: np.ndarray) -> list[tuple[int, int]]:
    """(position in `pairs`, patients) of a cheapest maximum flow."""
    capacity = np.minimum(surplus[pairs.supply], shortage[pairs.demand])
    usable = np.flatnonzero(capacity)
    if not len(usable):
        return []
    solver = SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        pairs.supply[usable], pairs.demand[usable] + len(surplus), capacity[usable], pairs.decikm[usable]
    )
    nodes = np.arange(len(surplus) + len(shortage))
    # A node beyond the last arc does not exist for the solver; it also has nothing to send.
    nodes = nodes[: solver.num_nodes()]
    solver.set_nodes_supplies(nodes, np.concatenate([surplus, -shortage])[: len(nodes)])
    status = solver.solve_max_flow_with_min_cost()
    if status != SimpleMinCostFlow.OPTIMAL:
        raise RuntimeError(f"min-cost flow ended with {status}")
    sent = solver.flows(np.arange(len(usable)))
    used = np.flatnonzero(sent)
    return list(zip(usable[used].tolist(), sent[used].tolist(), strict=True))


def _split(
    supply: Side, demand: Side, s: int, d: int, product: Id, patients: int, decikm: int
) -> Iterator[Flow]:
    """Hands a flow between two nodes to their lines, in order; each line stays within what it has left."""
    givers = iter(range(supply.first_line[s], supply.first_line[s + 1]))
    takers = iter(range(demand.first_line[d], demand.first_line[d + 1]))
    giver, taker = next(givers), next(takers)
    while patients:
        if not supply.left[giver]:
            giver = next(givers)
            continue
        if not demand.left[taker]:
            taker = next(takers)
            continue
        step = min(patients, int(supply.left[giver]), int(demand.left[taker]))
        supply.left[giver] -= step
        demand.left[taker] -= step
        patients -= step
        yield Flow(supply.ids[giver], demand.ids[taker], product, step, decikm)
