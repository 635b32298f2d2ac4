"""The command `gucheng`: run the product, its workers, its checks."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

DATABASE = "sqlite:///gucheng.db"

console = Console(highlight=False)


def _database(function: Any) -> Any:
    return click.option(
        "--database",
        default=DATABASE,
        envvar="GUCHENG_DATABASE",
        show_default=True,
        help="sqlite:///FILE or postgresql://USER@HOST/NAME",
    )(function)


def _plugins(function: Any) -> Any:
    return click.option(
        "--plugins",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        multiple=True,
        help="a folder of plugins beside the installed ones",
    )(function)


def _lease(function: Any) -> Any:
    return click.option(
        "--lease",
        default=60.0,
        show_default=True,
        type=click.FloatRange(3, 300),
        help="seconds until another worker takes over the job of one that was killed",
    )(function)


@click.group()
@click.version_option(package_name="gucheng")
def main() -> None:
    """Gucheng: procedures of subdistrict government, drawn in BPMN and worked in a browser."""


@main.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--fresh", is_flag=True, help="forget the demo of before and begin anew")
@_database
@_plugins
def demo(port: int, host: str, fresh: bool, database: str, plugins: tuple[Path, ...]) -> None:
    """Run the product with the demo subdistrict; a second start keeps its data."""
    from admin.app import create_app
    from admin.serve import serve

    _use(plugins)
    if fresh:
        _forget(database)
    _demo_key(database)
    app = create_app(database)
    _prepare()
    people = _load_demo(app)
    app.config["DEMO_PEOPLE"] = people

    def ready(address: str) -> None:
        _show_people(people)
        console.print(f"\n[bold]{address}[/bold]   (Ctrl-C ends it)")

    serve(app, host, port, ready=ready)


def _use(folders: tuple[Path, ...]) -> None:
    from engine import add_plugins

    for folder in folders:
        add_plugins(folder)


def _forget(database: str) -> None:
    from engine import erase_everything

    erase_everything(database)


def _prepare() -> None:
    """Bring the tables up to date and publish the diagrams that are new."""
    from engine import migrate, publish_files

    for name in migrate():
        console.print(f"migrated {name}")
    published = publish_files()
    for version in published.versions:
        console.print(f"published {version.procedure.key} version {version.number}")
    for name, bad in published.refused.items():
        console.print(f"[red]refused[/red] {name}: {bad}", soft_wrap=True)


def _load_demo(app: Any) -> list[tuple[str, str, Any]]:
    """Load the demo subdistrict where there is none, with a progress bar; return its people."""
    from admin.accounts import hash_password
    from engine import demo_people, load_demo

    with app.app_context(), _progress() as progress:
        bar: Any = None

        def step(what: str, done: int, total: int) -> None:
            nonlocal bar
            if bar is None or progress.tasks[bar].description != what:
                bar = progress.add_task(what, total=total)
            progress.update(bar, completed=done, total=total)

        load_demo(hash_password(DEMO_PASSWORD), step)
    return demo_people()


def _demo_key(database: str) -> None:
    """Let the demo have a key of its own, in a file beside its database, unless one is given."""
    import os
    from urllib.parse import unquote, urlsplit

    from engine import KEY_FILE, KEYS, add_key

    if os.environ.get(KEYS) or os.environ.get(KEY_FILE):
        return
    is_file = database.startswith("sqlite:")
    beside = Path(unquote(urlsplit(database).path)[1:]) if is_file else Path("gucheng-demo")
    path = beside.with_name(f"{beside.name}.key")
    if not path.exists():
        add_key(path)
    os.environ[KEY_FILE] = str(path)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        console=console,
    )


DEMO_PASSWORD = "gucheng-demo-2026"  # noqa: S105 - printed for everybody who tries the demo


def _show_people(people: list[tuple[str, str, Any]]) -> None:
    from engine import demo_people

    table = Table(title=f"Demo people, password {DEMO_PASSWORD}", title_justify="left")
    for column in ("sign in as", "name", "role"):
        table.add_column(column)
    cast = demo_people(cast=True)
    for row in cast:
        table.add_row(*map(str, row))
    console.print(table)
    console.print(f"and {len(people) - len(cast)} more, listed on the sign-in page")


@main.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@_lease
@_database
@_plugins
def serve(port: int, host: str, lease: float, database: str, plugins: tuple[Path, ...]) -> None:
    """Serve the pages and do the waiting work, in one process."""
    from admin.app import create_app
    from admin.serve import serve as run

    _use(plugins)
    app = create_app(database)
    _prepare()
    run(app, host, port, ready=lambda address: console.print(address), lease=lease)


@main.command()
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1, 64))
@_lease
@_database
@_plugins
def work(threads: int, lease: float, database: str, plugins: tuple[Path, ...]) -> None:
    """Do waiting work in a process of its own, beside `serve`."""
    from admin.serve import DRAIN_SECONDS, stop_on_signals
    from engine import Crew, connect

    _use(plugins)
    connect(database)
    crew, stop = Crew(threads, lease), threading.Event()
    stop_on_signals(stop.set)
    crew.start()
    stop.wait()
    crew.stop(DRAIN_SECONDS)


@main.command()
@_database
@_plugins
def migrate(database: str, plugins: tuple[Path, ...]) -> None:
    """Bring the database's tables to this release and publish new diagrams."""
    from engine import connect

    _use(plugins)
    connect(database)
    _prepare()


@main.command()
@click.argument("case")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), default=Path())
@click.option("--sensitive", is_flag=True, help="with the sensitive (C4) values, decrypted")
@_database
@_plugins
def archive(case: str, to: Path, sensitive: bool, database: str, plugins: tuple[Path, ...]) -> None:
    """Write the archive package of a CASE (its number) to a folder."""
    from engine import NotFound, case_numbered, connect, package_of

    _use(plugins)
    connect(database)
    try:
        name, content = package_of(case_numbered(case).id, sensitive=sensitive)
    except NotFound:
        raise click.ClickException(f"there is no case {case}") from None
    to.mkdir(parents=True, exist_ok=True)
    (to / name).write_bytes(content)
    console.print(f"{to / name}: {len(content)} bytes; check it: python -I verify.py {name}")


@main.command("new-key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def make_key(file: Path) -> None:
    """Put a new key for sensitive values at the head of a key FILE, which is made if need be."""
    from engine import add_key

    add_key(file)
    console.print(f"{file}: a new key is written with from now on; keep the file from others")


@main.command("rotate-key")
@_database
def rotate_key(database: str) -> None:
    """Encrypt every sensitive value anew under the first key; go on where it was stopped."""
    from engine import Refused, connect, rotate, unrotated

    connect(database)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
    )
    try:
        with Progress(*columns, console=console) as progress:
            bar = progress.add_task("values", total=unrotated())
            for done in rotate():
                progress.update(bar, advance=done)
    except Refused as refused:
        console.print(f"[red]{refused}[/red]", soft_wrap=True)
        sys.exit(1)


@main.command()
@click.option("--root", default="", help="also: is this root, kept outside, one of the seals'?")
@_database
def verify(root: str, database: str) -> None:
    """Walk every history, the house's journal and the seals; name the first broken link of each."""
    from engine import broken_chains, connect, is_root, pending

    connect(database)
    if waiting := pending():
        raise click.ClickException(f"migrate first: {waiting[0]}")
    found = 0
    with _progress() as progress:
        bar = progress.add_task("events", total=None)
        for broken in broken_chains(
            lambda done, total: progress.update(bar, completed=done, total=total)
        ):
            found += 1
            progress.console.print(f"{broken.chain}: line {broken.sequence}: {broken.what}")
    if root and not is_root(root):
        found += 1
        console.print("no seal has this root")
    console.print(f"{found} broken")
    sys.exit(1 if found else 0)


@main.command("grants")
@click.argument("role")
@_database
def print_grants(role: str, database: str) -> None:
    """Print the SQL that lets a PostgreSQL ROLE run the product without the right to bend it."""
    from engine import connect, database_rights

    connect(database)
    for statement in database_rights(role):
        click.echo(f"{statement};")


@main.command()
@_database
def seal(database: str) -> None:
    """Seal now what was written since the last seal; print the root, to be kept elsewhere."""
    from engine import connect
    from engine import seal as seal_now

    connect(database)
    made = seal_now()
    console.print(
        f"seal {made.sequence}  {made.at.isoformat()}  {made.events} events", soft_wrap=True
    )
    console.print(bytes(made.root).hex())


@main.command()
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
@click.option("--only", default="", help="only procedures whose key contains this")
@_plugins
def check(as_json: bool, only: str, plugins: tuple[Path, ...]) -> None:
    """Play every scenario, lint every diagram, resolve every name; print what is covered."""
    from engine import check_everything

    _use(plugins)
    report = check_everything(only)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        _show_report(report)
    sys.exit(1 if report.failed else 0)


def _show_report(report: Any) -> None:
    for problem in report.problems:
        console.print(f"[red]✗[/red] {problem}", soft_wrap=True)
    table = Table("procedure", "scenarios", "coverage")
    for key, (count, percent) in report.covered.items():
        table.add_row(key, str(count), f"{percent:g} %")
    console.print(table)
    numbers = report.as_json()
    del numbers["coverage"]
    console.print("  ".join(f"{name} {value}" for name, value in numbers.items()))


if __name__ == "__main__":
    main()
