"""The map of the sheet as SVG."""

from __future__ import annotations

from geomon.export.planned.scene import HEIGHT, LIGHTS, WIDTH, Scene, mark

_EDGE = "#17212B"


def svg(scene: Scene, title: str) -> str:
    """Return the map as one SVG element; `title` is escaped by the caller."""
    out = [f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" xmlns="http://www.w3.org/2000/svg"><title>{title}</title>',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#E9ECEE"/>']
    for look, parts in scene.polygons:
        path = " ".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for part in parts for ring in part)
        dash = f' stroke-dasharray="{look.dash[0]:g} {look.dash[1]:g}"' if look.dash else ""
        out.append(f'<path d="{path}" fill="{look.fill}" fill-opacity="{look.opacity:g}" fill-rule="evenodd" stroke="{look.stroke}" '
                   f'stroke-width="{look.width:g}"{dash}/>')
    out += [_light(x, y, kind) for x, y, kind in scene.marks]
    out += [f'<text x="{x:.1f}" y="{y + 5:.1f}" font-size="15" font-weight="700" text-anchor="middle" fill="{_EDGE}" stroke="#FCFBF8" '
            f'stroke-width="3" paint-order="stroke">{label}</text>' for x, y, label in scene.labels]
    out.append(_frame(scene))
    return "".join(out)


def _light(x: float, y: float, kind: str) -> str:
    colour, letter = LIGHTS[kind]
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in mark(x, y, kind))
    body = f'<polygon points="{points}"' if points else f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8"'
    fill = f'fill="none" stroke="{colour}" stroke-width="3"' if kind == "grey" else f'fill="{colour}" stroke="#FCFBF8" stroke-width="2"'
    ink = "#11161B" if kind == "yellow" else "#FFFFFF"
    words = f'<text x="{x:.1f}" y="{y + 4:.1f}" fill="{ink}" font-size="10" font-weight="700" text-anchor="middle">{letter}</text>'
    return f"{body} {fill}/>{words if letter else ''}"


def _frame(scene: Scene) -> str:
    """Return scale bar, north and border."""
    length, words = scene.bar
    x, y = WIDTH - 16, HEIGHT - 16
    return (f'<path d="M16 {y}h{length:.1f}m0 -5v5M16 {y - 5}v5" fill="none" stroke="{_EDGE}" stroke-width="2"/>'
            f'<text x="16" y="{y - 9}" font-size="12" fill="{_EDGE}">{words}</text>'
            f'<path d="M{x - 6} 34l6 -20l6 20l-6 -5z" fill="{_EDGE}"/><text x="{x}" y="48" font-size="12" text-anchor="middle">N</text>'
            f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}" fill="none" stroke="#8F887A"/></svg>')
