"""Databases with the tables of the conversations."""

from tests.databases import database, postgres_engine, sqlite_database

__all__ = ["database", "postgres_engine", "sqlite_database"]
