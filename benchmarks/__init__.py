"""Measurements that docs/benchmarks.md quotes, each re-runnable by one command."""
