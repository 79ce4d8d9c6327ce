"""Names of a small college for tests of the linker, without a database."""

from __future__ import annotations

import pytest

from bot.nlu.known_names import CurrentNames, KnownNames
from bot.nlu.name_linker import NameLinker
from office.knowledge.records import Alias

NAMES = (
    Alias("program", "accounting-au", "en", "Sino-Australian accounting"),
    Alias("program", "accounting-au", "en", "Accounting (Sino-Australian cooperative program)"),
    Alias("program", "accounting-au", "zh", "中澳会计"),
    Alias("program", "automotive-de", "zh", "汽修"),
    Alias("program", "visual-communication-kr", "ko", "시각디자인"),
    Alias("field", "accounting", "en", "accounting"),
    Alias("field", "accounting", "zh", "会计"),
    Alias("field", "accounting", "vi", "kế toán"),
    Alias("field", "accounting", "ar", "محاسبة"),
    Alias("field", "accounting", "ru", "бухгалтерский учёт"),
    Alias("field", "accounting", "ko", "회계"),
    Alias("field", "automotive", "en", "automotive"),
    Alias("field", "automotive", "de", "Auto"),
    Alias("field", "automotive", "id", "otomotif"),
    Alias("field", "design", "en", "design"),
    Alias("field", "design", "th", "ออกแบบ"),
    Alias("field", "tourism", "es", "turismo"),
    Alias("field", "tourism", "en", "tourism"),
    Alias("campus", "jining", "en", "Jining"),
    Alias("campus", "thailand", "en", "Thailand campus"),
    Alias("admission_route", "spring-gaokao", "zh", "春季高考"),
    Alias("degree_level", "bachelor", "en", "bachelor's"),
    Alias("degree_level", "vocational", "id", "D3"),
)


def small_college(version: int = 1, more: tuple[Alias, ...] = ()) -> KnownNames:
    """Five programs, one overseas campus."""
    return KnownNames(
        version,
        NAMES + more,
        program_countries={
            "accounting-au": "AU",
            "automotive-de": "DE",
            "visual-communication-kr": "KR",
            "tourism-sg": "SG",
        },
        program_fields={
            "accounting-au": "accounting",
            "automotive-de": "automotive",
            "visual-communication-kr": "design",
            "tourism-sg": "tourism",
        },
        campus_countries={"thailand": "TH"},
    )


@pytest.fixture(scope="session")
def linker() -> NameLinker:
    return NameLinker(
        frozenset({"tourist", "designing"}), CurrentNames(lambda version: small_college(version), lambda: 1)
    )
