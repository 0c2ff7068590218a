"""`geomon token`: words that let programs read (`/api`, tiles) in somebody's name."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geomon.cli.commands import _example, _open, _workspace, cli
from geomon.cli.door import print_json

if TYPE_CHECKING:
    from geomon.people import Token

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON only.")


@cli.group(epilog=_example("geomon token new --name QGIS --sign-in li@example.org --days 90"))
def token() -> None:
    """Tokens for programs that read the API and the tiles: make one, list them, take one back."""


@token.command(epilog=_example("geomon token new --name dashboard --role inspector --region 150303"))
@click.option("--name", required=True, help="What it is for, as the list and the record show it.")
@click.option("--sign-in", default="", help="It reads as this person of people.toml does: the word under which they sign in.")
@click.option("--role", "roles", multiple=True, help="It reads as this role does, in nobody's name; may be repeated.")
@click.option("--region", "regions", multiple=True, help="With --role: only here; code of a county, city or province.")
@click.option("--layer", "layers", multiple=True, help="With --role: only this layer.")
@click.option("--audience", default="", help="With --role: what it sees is redacted for this audience.")
@click.option("--days", type=int, default=90, show_default=True, help="How long it holds.")
@_workspace
@_json
def new(folder: Path | None, name: str, sign_in: str, roles: tuple[str, ...], regions: tuple[str, ...], layers: tuple[str, ...],
        audience: str, days: int, as_json: bool) -> None:
    """Make a token and print it, this once; only a hash of it is kept."""
    from geomon.service.tokens import make_token

    service = _open(folder)
    limits = {"roles": list(roles), "regions": list(regions), "layers": list(layers), "audience": audience}
    made, text = make_token(service, name, days, sign_in=sign_in, limits=limits)
    if as_json:
        print_json({"token": text, **_told(made)})
        return
    click.echo(text)
    click.echo(f"{made.id} ({made.name}) reads as {_whose(made)} until {made.until.astimezone():%Y-%m-%d %H:%M}. It is shown this once; "
               "send it as a header, never in an address: Authorization: Bearer TOKEN")


@token.command("list", epilog=_example("geomon token list --json"))
@_workspace
@_json
def list_(folder: Path | None, as_json: bool) -> None:
    """Say which tokens there are, whose, and until when."""
    from geomon.service.tokens import tokens_of

    found = [_told(one) for one in tokens_of(_open(folder))]
    if as_json:
        print_json(found)
        return
    for one in found:
        click.echo(f"{one['id']}  {one['state']:<7}  until {one['until'][:10]}  {one['name']}: {one['reads_as']} (by {one['by']})")
    if not found:
        click.echo("There are no tokens.")


@token.command(epilog=_example("geomon token revoke 1f2e3d4c"))
@click.argument("ident", metavar="ID")
@_workspace
@_json
def revoke(folder: Path | None, ident: str, as_json: bool) -> None:
    """Take a token back; it holds no more from the next request on."""
    from geomon.service.tokens import revoke_token

    gone = revoke_token(_open(folder), ident)
    if as_json:
        print_json(_told(gone))
    else:
        click.echo(f"{gone.id} ({gone.name}) holds no more.")


def _whose(one: Token) -> str:
    if one.sign_in:
        return one.sign_in
    parts = [", ".join(value) if isinstance(value, list) else str(value) for value in one.limits.values()]
    return "; ".join(parts)


def _told(one: Token) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "reads_as": _whose(one), "sign_in": one.sign_in or None, **one.limits,
            "by": one.by, "made": one.made.isoformat(), "until": one.until.isoformat(),
            "revoked": one.revoked.isoformat() if one.revoked else None, "state": one.state(dt.datetime.now(tz=dt.UTC))}
