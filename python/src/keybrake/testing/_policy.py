"""What a fake key may do: the allowlist, and the plain parameter rules."""

import re
from collections.abc import Mapping, Sequence
from typing import Any


def allows(entries: Sequence[str], method: str, path: str, operation: str | None) -> bool:
    return any(_allows(entry, method, path, operation) for entry in entries)


def _allows(entry: str, method: str, path: str, operation: str | None) -> bool:
    if entry == "*":
        return True
    if " " not in entry and not entry.startswith("/"):
        return operation is not None and re.fullmatch(_family(entry), operation) is not None
    methods, _, pattern = entry.rpartition(" ")
    return methods in ("", "*", method) and re.fullmatch(_path_pattern(pattern), path) is not None


def _family(name: str) -> str:
    return re.escape(name[:-2]) + r"\..+" if name.endswith(".*") else re.escape(name)


def _path_pattern(pattern: str) -> str:
    segments = pattern.strip("/").split("/")
    parts = [".+" if one == "**" else "[^/]+" if _is_any(one) else re.escape(one) for one in segments]
    return "/" + "/".join(parts)


def _is_any(segment: str) -> bool:
    return segment == "*" or (segment.startswith("{") and segment.endswith("}"))


def broken_rule(rules: Mapping[str, Mapping[str, Any]], fields: Mapping[str, str]) -> str | None:
    """The first field that breaks its rule, or None."""
    return next((name for name, rule in rules.items() if not _holds(rule, fields.get(name))), None)


def _holds(rule: Mapping[str, Any], value: str | None) -> bool:
    if rule.get("absent"):
        return value is None
    if value is None:
        return bool(rule.get("optional"))
    number = int(value) if value.lstrip("-").isdigit() else None
    return all(
        (
            "max" not in rule or (number is not None and number <= int(rule["max"])),
            "min" not in rule or (number is not None and number >= int(rule["min"])),
            "eq" not in rule or value == str(rule["eq"]),
            "in" not in rule or value in [str(one) for one in rule["in"]],
            "prefix" not in rule or any(value.startswith(prefix) for prefix in rule["prefix"]),
            "domain" not in rule or any(value.rstrip(">").endswith(f"@{domain}") for domain in rule["domain"]),
        )
    )
