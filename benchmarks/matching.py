"""The matching at the spec's size beside a greedy nearest-first, in the same run.

    PYTHONPATH=src python -m benchmarks.matching [--small] [--max-km 200]

60,000 surplus × 60,000 shortage lines over 3,000 products (`--small`: a twentieth of everything).
The data are synthetic with a fixed seed: 6,000 units of six institutions scattered around Mexican
cities in proportion to their size, products of uneven popularity, no unit declaring a product twice
on one side. Each method runs in its own process, so that its peak memory is its own.
"""

import multiprocessing
import time

import numpy as np

from benchmarks.machine import peak_mb
from benchmarks.measuring import parser, save
from cauce.domains.exchange.rules.matching import Line, Options, solve
from cauce.domains.exchange.rules.matching.geo import distance_km

SEED = 20230312
INSTITUTIONS = ("SSA", "IMSS", "IMSS-BIENESTAR", "ISSSTE", "PEMEX", "HRAE")
#: Latitude, longitude and weight (people, hundreds of thousands) of the cities units scatter around.
CITIES = np.array(
    [
        (19.43, -99.13, 218), (20.67, -103.35, 53), (25.67, -100.31, 53), (19.04, -98.21, 32),
        (19.29, -99.65, 24), (32.53, -117.02, 22), (21.12, -101.68, 19), (31.74, -106.49, 15),
        (25.54, -103.42, 15), (20.59, -100.39, 16), (22.15, -100.98, 13), (20.97, -89.62, 13),
        (32.63, -115.45, 11), (21.88, -102.29, 11), (18.92, -99.22, 10), (25.42, -101.00, 10),
        (28.63, -106.07, 9), (22.26, -97.87, 9), (19.17, -96.13, 9), (16.86, -99.88, 9),
        (29.07, -110.96, 9), (24.81, -107.39, 9), (19.70, -101.19, 9), (21.16, -86.85, 9),
        (17.99, -92.93, 8), (26.09, -98.28, 8), (19.54, -96.91, 8), (16.75, -93.12, 8),
        (17.06, -96.72, 7), (20.10, -98.76, 6), (24.02, -104.66, 6), (25.87, -97.50, 5),
        (21.50, -104.89, 5), (23.25, -106.41, 5), (27.48, -99.51, 4), (22.77, -102.57, 4),
        (19.24, -103.72, 4), (24.14, -110.31, 3), (19.84, -90.53, 3), (31.87, -116.60, 4),
        (16.18, -95.20, 2), (14.90, -92.26, 3), (18.50, -88.30, 2), (27.49, -109.94, 4),
    ]
)  # fmt: skip


def synthetic(size: int, products: int, units: int) -> tuple[list[Line], list[Line]]:
    chance = np.random.default_rng(SEED)
    city = chance.choice(len(CITIES), units, p=CITIES[:, 2] / CITIES[:, 2].sum())
    lat = CITIES[city, 0] + chance.normal(0, 0.35, units)
    lon = CITIES[city, 1] + chance.normal(0, 0.35, units)
    institution = chance.choice(len(INSTITUTIONS), units, p=[0.35, 0.25, 0.2, 0.15, 0.02, 0.03])
    popularity = chance.lognormal(0, 1, products)
    popularity /= popularity.sum()

    def side(prefix: str) -> list[Line]:
        wanted = chance.choice(products, size * 2, p=popularity) * units + chance.integers(0, units, size * 2)
        pairs = chance.permutation(np.unique(wanted))[:size]
        patients = chance.geometric(0.08, size)
        return [
            Line(
                f"{prefix}{n}", INSTITUTIONS[institution[u]], f"P{p:04}",
                round(float(lat[u]), 5), round(float(lon[u]), 5), int(patients[n]), int(u),
            )
            for n, (p, u) in enumerate(zip(*divmod(pairs, units), strict=True))
        ]  # fmt: skip

    return side("s"), side("d")


def exact(supply: list[Line], demand: list[Line], max_km: float) -> tuple[int, float]:
    result = solve(supply, demand, Options(max_km))
    return result.served, result.patient_km


def greedy(supply: list[Line], demand: list[Line], max_km: float) -> tuple[int, float]:
    """Product by product, the nearest allowed pair first, as much as both still have."""
    by_product: dict = {}
    for side, lines in enumerate((supply, demand)):
        for line in lines:
            by_product.setdefault(line.product, ([], []))[side].append(line)
    served = tenths = 0
    for givers, takers in by_product.values():
        if givers and takers:
            patients, cost = _nearest_first(givers, takers, max_km)
            served, tenths = served + patients, tenths + cost
    return served, tenths / 10


def _nearest_first(givers: list[Line], takers: list[Line], max_km: float) -> tuple[int, int]:
    at = [np.array([(line.lat, line.lon) for line in side]) for side in (givers, takers)]
    names = [np.array([line.institution for line in side]) for side in (givers, takers)]
    km = distance_km(at[0][:, :1], at[0][:, 1:], at[1][:, 0], at[1][:, 1])
    rows, columns = np.nonzero((km <= max_km) & (names[0][:, None] != names[1]))
    near = np.argsort(km[rows, columns], kind="stable")
    free = [[line.patients for line in side] for side in (givers, takers)]
    served = tenths = 0
    for i, j, d in zip(rows[near].tolist(), columns[near].tolist(), km[rows, columns][near], strict=True):
        step = min(free[0][i], free[1][j])
        if step:
            free[0][i] -= step
            free[1][j] -= step
            served, tenths = served + step, tenths + step * round(float(d) * 10)
    return served, tenths


METHODS = {"exact": exact, "greedy": greedy}


def measure(method: str, sizes: tuple[int, int, int], max_km: float, pipe) -> None:
    supply, demand = synthetic(*sizes)
    before = peak_mb()
    start = time.perf_counter()
    served, patient_km = METHODS[method](supply, demand, max_km)
    pipe.send(
        {
            "served": served,
            "patient_km": patient_km,
            "km_per_patient": round(patient_km / served, 2),
            "seconds": round(time.perf_counter() - start, 2),
            "peak_mb": peak_mb(),
            "peak_mb_before": before,
            "shortage": sum(line.patients for line in demand),
            "surplus": sum(line.patients for line in supply),
        }
    )


def in_own_process(*arguments) -> dict:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=measure, args=(*arguments, theirs))
    process.start()
    theirs.close()
    answer = ours.recv()
    process.join()
    return answer


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("--max-km", type=float, default=200)
    options = arguments.parse_args()
    sizes = (3_000, 150, 300) if options.small else (60_000, 3_000, 6_000)
    found = {method: in_own_process(method, sizes, options.max_km) for method in METHODS}
    print(f"{sizes[0]:,} × {sizes[0]:,} lines over {sizes[1]:,} products, {options.max_km:g} km")
    print(f"shortage {found['exact']['shortage']:,}, surplus {found['exact']['surplus']:,} patients a month")
    print(f"{'':8}{'served':>10}{'patient-km':>16}{'km/patient':>12}{'seconds':>9}{'peak MB':>9}")
    for method, row in found.items():
        print(
            f"{method:8}{row['served']:>10,}{row['patient_km']:>16,.1f}{row['km_per_patient']:>12}"
            f"{row['seconds']:>9}{row['peak_mb']:>9}"
        )
    lost = 1 - found["greedy"]["served"] / found["exact"]["served"]
    print(f"greedy serves {lost:.1%} fewer patients")
    result = {
        "data": "synthetic, fixed seed",
        "lines_per_side": sizes[0],
        "products": sizes[1],
        "units": sizes[2],
        "max_km": options.max_km,
        "methods": found,
    }
    print(save("matching", result, small=options.small))


if __name__ == "__main__":
    main()
