"""Which countries lie in Europe and in Asia (United Nations, standard M49), by ISO 3166 code."""

from __future__ import annotations

EUROPE = frozenset(
    "AL AD AT BY BE BA BG HR CZ DK EE FI FR DE GR HU IS IE IT XK LV LI LT LU MT MD MC ME NL MK NO PL PT RO RU SM RS SK SI ES SE CH "
    "UA GB VA".split()
)
ASIA = frozenset(
    "AF AM AZ BH BD BT BN KH CN CY GE HK IN ID IR IQ IL JP JO KZ KW KG LA LB MO MY MV MN MM NP KP OM PK PS PH QA SA SG KR LK SY TW TJ "
    "TH TL TR TM AE UZ VN YE".split()
)
