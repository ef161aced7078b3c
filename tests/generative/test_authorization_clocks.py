"""Terms: pauses, weekends, time zones and changes of clock, against a naive count minute by minute where it fits."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from cauce.domains.authorizations.rules.clocks import (
    ZERO,
    Pause,
    Term,
    Unit,
    due_at,
    end_of,
    paused,
    spent,
)

ZONES = (
    "America/Mexico_City",
    "America/Tijuana",
    "America/Cancun",
    "America/Santiago",
    "Europe/Madrid",
    "UTC",
)
instants = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
lengths = st.timedeltas(ZERO, timedelta(days=20)).map(
    lambda d: timedelta(minutes=int(d.total_seconds()) // 60)
)
holidays = st.frozensets(st.dates(date(2024, 1, 1), date(2028, 3, 1)), max_size=12)


@st.composite
def terms(draw, unit=None):
    chosen = unit or draw(st.sampled_from(list(Unit)))
    most = 120 if chosen == Unit.HOURS else 15
    return Term(
        draw(st.integers(1, most)), chosen, draw(st.sampled_from(ZONES)), draw(lengths), draw(holidays)
    )


@st.composite
def pauses(draw, start):
    """Some pauses after `start`, in any order, perhaps overlapping."""
    found = []
    for _n in range(draw(st.integers(0, 4))):
        begin = start + draw(lengths)
        found.append(Pause(begin, begin + draw(lengths)))
    return found


@given(terms(), instants, st.data())
def test_the_cap_bounds_what_pauses_add(term, start, data):
    stopped = data.draw(pauses(start))
    without, due = end_of(start, term), due_at(start, term, stopped)
    assert due >= without > start
    until = start + data.draw(lengths)
    counted = paused(start, term, stopped, until)
    assert ZERO <= counted <= min(term.pause_cap, max(until - start, ZERO))
    if term.unit != Unit.BUSINESS_DAYS:
        assert due - without <= term.pause_cap


@given(terms(), instants, lengths, st.data())
def test_gross_is_net_and_pauses(term, start, took, data):
    stopped = data.draw(pauses(start))
    time = spent(start, start + took, term, stopped)
    assert time.gross == took
    assert ZERO <= time.net <= time.gross
    assert time.gross - time.net == paused(start, term, stopped, start + took)


@given(terms(), instants, st.data(), st.sampled_from(ZONES))
def test_the_zone_in_which_an_instant_is_written_does_not_matter(term, start, data, zone):
    stopped = data.draw(pauses(start))
    there = ZoneInfo(zone)
    same = [Pause(p.start.astimezone(there), p.end and p.end.astimezone(there)) for p in stopped]
    assert due_at(start.astimezone(there), term, same) == due_at(start, term, stopped)
    assert due_at(start, term, stopped[::-1]) == due_at(start, term, stopped)


@given(terms(Unit.CALENDAR_DAYS), instants)
def test_calendar_days_end_at_the_same_hour_by_the_wall(term, start):
    zone = ZoneInfo(term.zone)
    local, end = start.astimezone(zone), end_of(start, term).astimezone(zone)
    wanted = local.replace(tzinfo=None) + timedelta(days=term.amount)
    # An hour that the change of clock skips is read one hour later.
    assert end.replace(tzinfo=None) - wanted in (ZERO, timedelta(hours=1))
    if end.replace(tzinfo=None) != wanted:
        assert wanted.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wanted


@given(terms(Unit.HOURS), instants)
def test_hours_are_hours_whatever_the_clock_does(term, start):
    assert end_of(start, term) - start == timedelta(hours=term.amount)


@given(terms(Unit.BUSINESS_DAYS), instants)
def test_business_days_are_counted_one_by_one(term, start):
    zone = ZoneInfo(term.zone)
    begin, end = start.astimezone(zone).date(), end_of(start, term).astimezone(zone).date()
    days = [begin + timedelta(days=n) for n in range(1, (end - begin).days + 1)]
    working = [day for day in days if day.weekday() < 5 and day not in term.holidays]
    assert len(working) == term.amount
    assert working[-1] == end


@given(terms(), instants, lengths)
def test_an_open_pause_never_lets_the_term_pass_before_the_cap(term, start, waited):
    begin = start + waited
    assume(begin < end_of(start, term))
    latest = due_at(start, term, [Pause(begin)])
    closed = due_at(start, term, [Pause(begin, begin + timedelta(minutes=7))])
    assert closed <= latest
    assert due_at(start, term, [Pause(begin)], now=begin + timedelta(minutes=7)) == closed


@given(terms(), instants, lengths, lengths)
def test_a_pause_after_the_term_was_missed_pushes_nothing(term, start, later, length):
    begin = end_of(start, term) + later
    assert due_at(start, term, [Pause(begin, begin + length)]) == end_of(start, term)
    assert paused(start, term, [Pause(begin, begin + length)], begin + length) == ZERO


@given(terms(), instants, st.data())
def test_a_longer_pause_is_never_an_earlier_term(term, start, data):
    stopped = data.draw(pauses(start))
    longer = [Pause(p.start, p.end and p.end + timedelta(hours=5)) for p in stopped]
    assert due_at(start, term, longer) >= due_at(start, term, stopped)


@given(terms(Unit.HOURS), instants, st.data())
def test_hours_against_a_count_minute_by_minute(term, start, data):
    """The term ends in the first minute by which enough minutes have passed that are not counted pauses."""
    small = Term(term.amount % 6 + 1, Unit.HOURS, term.zone, min(term.pause_cap, timedelta(hours=3)))
    begin = start.replace(second=0, microsecond=0)
    stops = []
    for _n in range(data.draw(st.integers(0, 3))):
        first = data.draw(st.integers(0, 300))
        stops.append((first, first + data.draw(st.integers(0, 200))))
    found = [Pause(begin + timedelta(minutes=a), begin + timedelta(minutes=b)) for a, b in stops]
    cap, left, minute = small.pause_cap.total_seconds() // 60, small.amount * 60, 0
    while left:
        stopped = cap > 0 and any(a <= minute < b for a, b in stops)
        cap, left, minute = (cap - 1, left, minute + 1) if stopped else (cap, left - 1, minute + 1)
    assert due_at(begin, small, found) == begin + timedelta(minutes=minute)


@given(terms())
def test_a_term_is_kept_and_read_again(term):
    assert Term.from_dict(term.as_dict()) == term
