"""What all pages of one console process share: the database, the templates, the live news, the settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.engine import Engine

from console.children import Children
from console.news import News
from console.security import SessionCookie
from office.conversations.spool import Spool
from office.knowledge.queries import KnowledgeCache
from office.learning.lessons import LessonRecorder
from office.settings import Settings

HERE = Path(__file__).parent
STATIC = HERE / "static"


@dataclass
class House:
    """Made once by create_app."""

    settings: Settings
    database: Engine
    knowledge: KnowledgeCache
    news: News
    templates: Environment
    cookie: SessionCookie
    spool: Spool
    trusted_proxies: frozenset[str]
    children: Children
    lessons: LessonRecorder

    @property
    def session_life(self) -> timedelta:
        """How long a login holds."""
        return timedelta(hours=self.settings["CONSOLE_SESSION_HOURS"])


def build_house(settings: Settings, database: Engine) -> House:
    """The house for one process."""
    proxies = frozenset(each.strip() for each in settings["TRUSTED_PROXIES"].split(",") if each.strip())
    return House(
        settings=settings,
        database=database,
        knowledge=KnowledgeCache(database, patience=0),  # staff see what they have changed at once
        news=News(database),
        templates=_templates(),
        cookie=SessionCookie(https=settings.console_url.startswith("https://")),
        spool=Spool(settings.state_dir / "spool.jsonl"),
        trusted_proxies=proxies,
        children=Children(settings.state_dir / "learning.log"),
        lessons=LessonRecorder(database),
    )


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
