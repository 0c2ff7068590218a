"""Every sentence that an error of geomon can say, found in the code: literals, f-strings with gaps, and the variables that hold them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import geomon
from geomon import errors

HOUSE = Path(geomon.__file__).parent
KINDS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.GeomonError)}
HELD = ("what", "how", "problem", "fault", "words")
"""Variables of functions whose texts end up in an error."""


def sentences(house: Path = HOUSE) -> dict[str, str]:
    """Return each sentence, its gaps as {name}, with the first place that says it."""
    found: dict[str, str] = {}
    for path in sorted(house.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {target.id: node.value for node in tree.body if isinstance(node, ast.Assign)
                     for target in node.targets if isinstance(target, ast.Name)}
        says = any(_is_error(node) for node in ast.walk(tree))
        for node in ast.walk(tree):
            for part in _parts(node, constants) if says else ():
                for text in _texts(part, constants):
                    found.setdefault(text, f"{path.relative_to(house).as_posix()}:{node.lineno}")
    return found


def _is_error(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    told = name == "say" and bool(node.args) and getattr(node.args[0], "value", "") == "fault"
    return name in KINDS or told


def _parts(node: ast.AST, constants: dict[str, ast.expr]) -> Iterator[ast.expr]:
    if _is_error(node):
        assert isinstance(node, ast.Call)
        named = isinstance(node.func, ast.Name) and node.func.id == "say"
        yield from (node.args[2:3] + node.args[4:5]) if named else node.args[:1]
        yield from (k.value for k in node.keywords if k.arg == "how")
    elif isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id in HELD for t in node.targets):
        yield node.value
    elif isinstance(node, ast.Dict):
        yield from (v for k, v in zip(node.keys, node.values, strict=True) if getattr(k, "value", "") in ("what", "how"))


def _texts(part: ast.expr, constants: dict[str, ast.expr]) -> Iterator[str]:
    if isinstance(part, ast.Name) and part.id in constants:
        part = constants[part.id]
    if isinstance(part, ast.IfExp):
        yield from _texts(part.body, constants)
        yield from _texts(part.orelse, constants)
    elif isinstance(part, ast.BoolOp):
        for one in part.values:
            yield from _texts(one, constants)
    elif isinstance(part, ast.Constant) and isinstance(part.value, str):
        if any(letter.isascii() and letter.isalpha() for letter in part.value) and " " in part.value.strip():
            yield part.value
    elif isinstance(part, ast.JoinedStr):
        text = _template(part, constants)
        if len(text.replace("{", "").replace("}", "")) > len(_gaps(part)) and any(isinstance(v, ast.Constant) and " " in str(v.value)
                                                                                  for v in part.values):
            yield text


def _gaps(part: ast.JoinedStr) -> str:
    return "".join(_name(v) for v in part.values if isinstance(v, ast.FormattedValue))


def _template(part: ast.JoinedStr, constants: dict[str, ast.expr]) -> str:
    out, used = [], {}
    for value in part.values:
        if isinstance(value, ast.Constant):
            out.append(str(value.value).replace("{", "{{").replace("}", "}}"))
        else:
            name = _name(value)
            used[name] = used.get(name, 0) + 1
            out.append(f"{{{name}{used[name] if used[name] > 1 else ''}}}")
    return "".join(out)


def _name(value: ast.expr) -> str:
    """Return a short name of what fills a gap: the last name in its expression."""
    names = [n.attr if isinstance(n, ast.Attribute) else n.id for n in ast.walk(value) if isinstance(n, ast.Attribute | ast.Name)]
    names = [n for n in names if n not in ("join", "sorted", "map", "str", "len", "repr", "set", "get", "list", "dict")]
    return (names[0] if names else "value").strip("_").lower() or "value"
