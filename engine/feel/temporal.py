"""FEEL temporal values: proleptic Gregorian dates of any year, times in nanoseconds, the two duration kinds."""
from __future__ import annotations

import datetime as _dt
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

NS = 1_000_000_000
DAY_NS = 86400 * NS


class Bad(Exception):
    """The expression has no value: FEEL null."""


def leap(y):
    return y % 4 == 0 and (y % 100 != 0 or y % 400 == 0)


def mdays(y, m):
    return 29 if m == 2 and leap(y) else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[m - 1]


def to_days(y, m, d):
    """days since 1970-01-01 (civil calendar, any year)"""
    y -= m <= 2
    era = y // 400
    yoe = y - era * 400
    doy = (153 * (m + (-3 if m > 2 else 9)) + 2) // 5 + d - 1
    doe = yoe * 365 + yoe // 4 - yoe // 100 + doy
    return era * 146097 + doe - 719468


def from_days(z):
    z += 719468
    era = z // 146097
    doe = z - era * 146097
    yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
    doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
    mp = (5 * doy + 2) // 153
    m = mp + (3 if mp < 10 else -9)
    return yoe + era * 400 + (m <= 2), m, doy - (153 * mp + 2) // 5 + 1


@lru_cache(maxsize=512)
def zone(name):
    if name in ('Z', 'UTC'):
        return _dt.timezone.utc
    if '/' not in name and name not in ('GMT', 'UTC', 'CET', 'EET', 'MET', 'WET', 'EST', 'MST', 'HST'):
        raise Bad(f'no zone {name}')
    try:
        return ZoneInfo(name)
    except Exception as e:
        raise Bad(f'no zone {name}') from e


def zone_offset(name, y, mo, d, ns):
    y = min(max(y, 2), 9998)
    local = _dt.datetime(y, mo, min(d, 28) if mo == 2 else d, tzinfo=zone(name)) + _dt.timedelta(seconds=ns // NS)
    off = local.replace(tzinfo=zone(name)).utcoffset()
    return int(off.total_seconds())


@dataclass(frozen=True, slots=True)
class Date:
    y: int
    m: int
    d: int

    def __post_init__(self):
        if not (1 <= self.m <= 12 and 1 <= self.d <= mdays(self.y, self.m) and -999999999 <= self.y <= 999999999):
            raise Bad('date')

    @property
    def days(self):
        return to_days(self.y, self.m, self.d)

    def plus_months(self, n):
        t = self.y * 12 + self.m - 1 + n
        y, m = t // 12, t % 12 + 1
        return Date(y, m, min(self.d, mdays(y, m)))

    def plus_days(self, n):
        return Date(*from_days(self.days + n))

    def __str__(self):
        return f'{"-" if self.y < 0 else ""}{abs(self.y):04d}-{self.m:02d}-{self.d:02d}'


@dataclass(frozen=True, slots=True)
class Time:
    ns: int
    off: int | None = None
    zone: str | None = None

    def __str__(self):
        s, f = divmod(self.ns, NS)
        frac = f'.{f:09d}'.rstrip('0') if f else ''
        return f'{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}{frac}{self.suffix}'

    @property
    def suffix(self):
        if self.zone:
            return '@' + self.zone
        if self.off is None:
            return ''
        return offset_text(self.off)

    def utc(self):
        return self.ns - self.off * NS if self.off is not None else None

    def plus_ns(self, n):
        return Time((self.ns + n) % DAY_NS, self.off, self.zone)


def offset_text(off):
    if off == 0:
        return 'Z'
    a = abs(off)
    t = f'{"-" if off < 0 else "+"}{a // 3600:02d}:{a // 60 % 60:02d}'
    return t + (f':{a % 60:02d}' if a % 60 else '')


@dataclass(frozen=True, slots=True)
class DateTime:
    date: Date
    time: Time

    def __post_init__(self):
        if self.time.zone:
            off = zone_offset(self.time.zone, self.date.y, self.date.m, self.date.d, self.time.ns)
            object.__setattr__(self, 'time', Time(self.time.ns, off, self.time.zone))

    @property
    def local_ns(self):
        return self.date.days * DAY_NS + self.time.ns

    @property
    def utc_ns(self):
        return None if self.time.off is None else self.local_ns - self.time.off * NS

    def plus_ns(self, n):
        d, ns = divmod(self.local_ns + n, DAY_NS)
        return DateTime(Date(*from_days(d)), Time(ns, self.time.off, self.time.zone))

    def __str__(self):
        return f'{self.date}T{self.time}'


@dataclass(frozen=True, slots=True)
class YM:
    months: int

    def __str__(self):
        a = abs(self.months)
        y, m = divmod(a, 12)
        body = (f'{y}Y' if y else '') + (f'{m}M' if m else '')
        return ('-' if self.months < 0 else '') + 'P' + (body or '0M')


@dataclass(frozen=True, slots=True)
class DT:
    ns: int

    def __str__(self):
        a = abs(self.ns)
        s, f = divmod(a, NS)
        d, s = divmod(s, 86400)
        h, s = divmod(s, 3600)
        m, s = divmod(s, 60)
        frac = f'.{f:09d}'.rstrip('0') if f else ''
        t = (f'{h}H' if h else '') + (f'{m}M' if m else '') + (f'{s}{frac}S' if s or frac else '')
        body = (f'{d}D' if d else '') + ('T' + t if t else '')
        return ('-' if self.ns < 0 else '') + 'P' + (body or 'T0S')


_DATE = re.compile(r'^(-)?(\d{4}|[1-9]\d{4,8})-(\d{2})-(\d{2})$')
_TIME = re.compile(r'^T?(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9})\d*)?(?:(Z|z)|([+-])(\d{2}):(\d{2})(?::(\d{2}))?|@([A-Za-z][A-Za-z0-9_+\-/]*))?$')
_YM = re.compile(r'^(-)?P(?:(\d+)Y)?(?:(\d+)M)?$')
_DT = re.compile(r'^(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d*))?S)?)?$')


def parse_date(s):
    m = _DATE.match(s)
    if not m:
        raise Bad('date')
    return Date(-int(m[2]) if m[1] else int(m[2]), int(m[3]), int(m[4]))


def make_time(h, mi, ns, off=None, zone_name=None):
    if not (0 <= h < 24 and 0 <= mi < 60 and 0 <= ns < 60 * NS):
        raise Bad('time')
    if off is not None and abs(off) > 18 * 3600:
        raise Bad('offset')
    if zone_name:
        t = _dt.date.today()
        n = (h * 60 + mi) * 60 * NS + ns
        return Time(n, zone_offset(zone_name, t.year, t.month, t.day, n), zone_name)
    return Time((h * 60 + mi) * 60 * NS + ns, off, None)


def parse_time(s):
    m = _TIME.match(s)
    if not m:
        raise Bad('time')
    off = None
    if m[5]:
        off = 0
    elif m[6]:
        if int(m[8]) > 59 or int(m[9] or 0) > 59:
            raise Bad('offset')
        off = (int(m[7]) * 60 + int(m[8])) * 60 + int(m[9] or 0)
        off = -off if m[6] == '-' else off
    return make_time(int(m[1]), int(m[2]), int(m[3]) * NS + int((m[4] or '0').ljust(9, '0')), off, m[10])


def parse_date_time(s):
    if 'T' in s:
        d, t = s.split('T', 1)
        if t.startswith('24:00:00'):
            return DateTime(parse_date(d).plus_days(1), parse_time('00' + t[2:]))
        return DateTime(parse_date(d), parse_time(t))
    return DateTime(parse_date(s), Time(0))


def parse_duration(s):
    m = _YM.match(s)
    if m and (m[2] or m[3]):
        n = int(m[2] or 0) * 12 + int(m[3] or 0)
        return YM(-n if m[1] else n)
    m = _DT.match(s)
    if m and any(m[i] for i in (2, 3, 4, 5)) and not s.endswith('T'):
        n = ((int(m[2] or 0) * 24 + int(m[3] or 0)) * 60 + int(m[4] or 0)) * 60 + int(m[5] or 0)
        n = n * NS + int((m[6] or '0')[:9].ljust(9, '0'))
        return DT(-n if m[1] else n)
    raise Bad('duration')


def as_dt(v):
    return v if isinstance(v, DateTime) else DateTime(v, Time(0, 0))


def minus(a, b):
    """date/date time/time difference -> DT"""
    if isinstance(a, Time) and isinstance(b, Time):
        if (a.off is None) != (b.off is None):
            raise Bad('zoned and local')
        return DT(a.ns - b.ns if a.off is None else a.utc() - b.utc())
    if isinstance(a, Date) and isinstance(b, Date):
        return DT((a.days - b.days) * DAY_NS)
    if isinstance(a, (Date, DateTime)) and isinstance(b, (Date, DateTime)):
        a, b = as_dt(a), as_dt(b)
        if (a.time.off is None) != (b.time.off is None):
            raise Bad('zoned and local')
        return DT(a.local_ns - b.local_ns if a.time.off is None else a.utc_ns - b.utc_ns)
    raise Bad('minus')


def key(v):
    """sort key of one temporal value (comparable within a kind)"""
    if isinstance(v, Date):
        return v.days
    if isinstance(v, DateTime):
        return v.utc_ns if v.time.off is not None else v.local_ns
    if isinstance(v, Time):
        return v.utc() if v.off is not None else v.ns
    return v.months if isinstance(v, YM) else v.ns


def seconds(ns):
    return Decimal(ns) / NS


DT.timedelta = property(lambda self: _dt.timedelta(microseconds=self.ns // 1000))
