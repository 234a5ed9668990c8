"""Evaluation of IAM policy documents: actions, resources, principals and conditions.

moto's own evaluator takes `*` and `?` for parts of a regular expression, knows one operator of conditions, and takes a
condition that does not hold for a denial. What cannot be told of a request - a resource, the value of a condition's
key - is never held against it: an Allow holds then, a Deny does not.
"""

import dataclasses
import functools
import json
import re

ALLOWED, DENIED, NEUTRAL = "allowed", "denied", "neutral"


def as_list(value):
    return value if isinstance(value, list) else [] if value is None else [value]


@functools.lru_cache(4096)
def _pattern(text, ignore_case):
    """`*` and `?` are the only signs with a meaning; a variable that is still there may be anything."""
    parts = re.split(r"(\$\{[^}]*\}|\*|\?)", text)
    regex = "".join(".*" if part == "*" or part.startswith("${") else "." if part == "?" else re.escape(part)
                    for part in parts)
    return re.compile(regex, re.DOTALL | (re.IGNORECASE if ignore_case else 0))


def matches(pattern, value, ignore_case=False):
    return _pattern(str(pattern), ignore_case).fullmatch(str(value)) is not None


@dataclasses.dataclass
class Question:
    """What a request wants: one action on one resource, which may have several spellings; none: it cannot be told."""

    action: str
    resources: tuple = ()
    context: dict = dataclasses.field(default_factory=dict)  # key of a condition, in lower case: its values
    principals: tuple = ()  # ARNs of who asks


# --- Conditions ------------------------------------------------------------------------------------------------------

def _numeric(test):
    return lambda expected, actual: test(float(actual), float(expected))


_TESTS = {
    "StringEquals": lambda expected, actual: expected == actual,
    "StringEqualsIgnoreCase": lambda expected, actual: expected.lower() == actual.lower(),
    "StringLike": matches, "ArnLike": matches, "ArnEquals": matches,
    "Bool": lambda expected, actual: expected.lower() == actual.lower(),
    "NumericEquals": _numeric(lambda a, b: a == b),
    "NumericLessThan": _numeric(lambda a, b: a < b), "NumericLessThanEquals": _numeric(lambda a, b: a <= b),
    "NumericGreaterThan": _numeric(lambda a, b: a > b), "NumericGreaterThanEquals": _numeric(lambda a, b: a >= b),
}
_NEGATIVE = {"StringNotEquals": "StringEquals", "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
             "StringNotLike": "StringLike", "ArnNotLike": "ArnLike", "ArnNotEquals": "ArnEquals",
             "NumericNotEquals": "NumericEquals"}


def _text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def _one_condition(operator, expected, actual):
    """None where it cannot be told."""
    quantifier, _, name = operator.rpartition(":")
    name = name.removesuffix("IfExists")
    if name == "Null":
        return (not actual) == (_text(expected[0]) == "true")
    test = _TESTS.get(_NEGATIVE.get(name, name))
    if test is None:
        return None
    if not actual:
        return operator.endswith("IfExists") or name in _NEGATIVE or quantifier == "ForAllValues"
    found = [any(test(each, value) for each in expected) != (name in _NEGATIVE) for value in actual]
    return all(found) if quantifier == "ForAllValues" or not quantifier else any(found)


def condition_holds(condition, context, unknown):
    """Whether each part holds; `unknown` is the answer for what cannot be told."""
    for operator, keys in (condition or {}).items():
        for key, values in keys.items():
            actual = context.get(key.lower())
            expected = [_text(each) for each in as_list(values)]
            holds = None if actual is None else _one_condition(operator, expected, actual)
            if not (unknown if holds is None else holds):
                return False
    return True


# --- Statements ------------------------------------------------------------------------------------------------------

def _with_variables(pattern, context):
    def value(match):
        values = context.get(match.group(1).lower())
        return values[0] if values and len(values) == 1 else match.group(0)

    return re.sub(r"\$\{([A-Za-z0-9:/._-]+)\}", value, pattern)


def _action_matches(statement, action):
    key = "Action" if "Action" in statement else "NotAction"
    found = any(matches(each, action, ignore_case=True) for each in as_list(statement.get(key)))
    return found == (key == "Action")


def _resource_matches(statement, question):
    if "Resource" not in statement and "NotResource" not in statement:
        return True  # a trust policy
    key = "Resource" if "Resource" in statement else "NotResource"
    patterns = [_with_variables(each, question.context) for each in as_list(statement[key])]
    if not question.resources:
        return statement["Effect"] == "Allow" or (key == "Resource" and "*" in patterns)
    found = any(matches(pattern, arn) for pattern in patterns for arn in question.resources)
    return found == (key == "Resource")


def _principal_matches(statement, question):
    """A policy of an identity names no principal; NotPrincipal stands in Deny statements only, and is not told."""
    principal = statement.get("Principal", "*")
    if principal == "*" or "NotPrincipal" in statement:
        return "NotPrincipal" not in statement
    return any(each == "*" or each in question.principals for each in as_list(principal.get("AWS")))


def judge(document, question):
    """What one policy says."""
    document = json.loads(document) if isinstance(document, str) else document
    verdict = NEUTRAL
    for statement in as_list(document.get("Statement")):
        denies = statement["Effect"] == "Deny"
        applies = (_action_matches(statement, question.action) and _resource_matches(statement, question) and
                   _principal_matches(statement, question))
        if applies and condition_holds(statement.get("Condition"), question.context, unknown=not denies):
            if denies:
                return DENIED
            verdict = ALLOWED
    return verdict
