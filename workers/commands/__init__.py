"""The command line. Each command lies in a module of its own, imported when it is called and not before."""

from __future__ import annotations

import gc
import importlib
import importlib.util
import os
import traceback
from typing import Any, NamedTuple

import click


class _Entry(NamedTuple):
    target: str  #: "module:attribute", the module below `workers.commands`
    summary: str  #: the line in ``copydesk --help``, so that help imports nothing


COMMANDS: dict[str, _Entry] = {
    "up": _Entry("run.up:up", "Run everything on this machine until Ctrl-C."),
    "demo": _Entry("run.demo:demo", "Send sample articles through a running Copydesk and show their fates."),
    "doctor": _Entry("admin.doctor:doctor", "Check this machine and the services, and say what to do."),
    "send": _Entry("intake.send:send", "Put files into the inbox."),
    "status": _Entry("intake.status:status", "Count arrivals and fates, and articles in flight."),
    "search": _Entry("find.search:search", "Search the articles."),
    "show": _Entry("find.show:show", "Show an article: text, entities, story, what was cut, earlier texts."),
    "more-like": _Entry("find.more_like:more_like", "Find articles like one."),
    "batch": _Entry("find.batch:batch", "Search for many names or queries at once."),
    "export": _Entry("find.export:export", "Write what a query finds to a file."),
    "import": _Entry("find.import_:import_", "Take an export in again."),
    "story": _Entry("find.story:story", "Show a story: its lead, its copies, its spread."),
    "revisions": _Entry("find.revisions:revisions", "Show the versions of an article, and what each changed."),
    "verify": _Entry("find.verify:verify_", "Check a citation."),
    "changes": _Entry("find.changes:changes", "Tell in order what changed for readers."),
    "withdrawn": _Entry("find.withdrawn:withdrawn", "List what is killed, withheld or under an embargo; undo a kill."),
    "entities": _Entry("find.entities:entities", "List people, organizations and places that the articles name."),
    "entity": _Entry("find.entity:entity", "Show an entity: articles, companions, quotes."),
    "failed": _Entry("intake.failed:failed", "List, show and replay dead letters."),
    "audit": _Entry("intake.audit:audit", "Compare folder, ledger and index, and repair discrepancies."),
    "reenrich": _Entry("admin.reenrich:reenrich", "Run the enrichers again over what is indexed."),
    "delete": _Entry("admin.delete:delete", "Take articles down everywhere."),
    "clean": _Entry("admin.clean:clean", "Show what is indexed of a file, and what is cut."),
    "index": _Entry("admin.index:index", "Create, show and rebuild the indices."),
    "keys": _Entry("admin.keys:keys", "Make the indices and API keys of an Elasticsearch with security on."),
    "watch": _Entry("run.watch:watch", "Run the watcher."),
    "worker": _Entry("run.worker:worker", "Run a worker."),
    "flower": _Entry("run.flower:flower", "Run Flower, the view of the tasks."),
    "web": _Entry("run.web:web", "Serve the pages for browsers."),
    "mcp": _Entry("run.agents:mcp", "Give agents tools to search and read the archive."),
    "web-user": _Entry("admin.web_user:web_user", "Add, list and remove the users of the pages."),
}


#: Commands that ask no service, and import no client of one.
WITHOUT_SERVICES = ("clean",)

#: Former names of commands, for one version.
ALIASES = {"reconcile": "audit"}


class LazyGroup(click.Group):
    """A group that imports a command when it is called; a name whose module is missing is not listed.

    Expected errors are shown as one sentence.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in COMMANDS if _exists(name)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        cmd_name = ALIASES.get(cmd_name, cmd_name)
        if cmd_name not in COMMANDS or not _exists(cmd_name):
            return None
        command = _import(COMMANDS[cmd_name].target, clients=cmd_name not in WITHOUT_SERVICES)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, COMMANDS[name].summary) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, KeyboardInterrupt) as error:
            _let_go(error)
            raise
        except Exception as error:
            _let_go(error)
            from workers.commands.failure import as_click

            shown = as_click(error)
            if shown is None:
                raise
            _log_failure(ctx, shown)
            raise shown from error


def _let_go(error: BaseException | None) -> None:
    """Close what the frames of an error still hold, such as half-read searches, while their connections are open.

    Left to the end of the program, a search would wait for good for a connection that is closed already.
    """
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


#: Commands that run as services: their last line is an event of the log too.
SERVICES = ("watch", "worker", "flower", "web", "mcp")


def _log_failure(ctx: click.Context, shown: click.ClickException) -> None:
    """End a service with an event in its log, where that is JSON lines; other errors are shown by click."""
    from workers import logs

    if ctx.invoked_subcommand in SERVICES and logs.is_json():
        import structlog

        structlog.get_logger().error("command_failed", command=ctx.invoked_subcommand, error=shown.message)
        ctx.exit(shown.exit_code)


def _import(target: str, *, clients: bool) -> Any:
    """Return what a target names. Nothing that an import makes is garbage, so none is looked for meanwhile.

    Args:
        target: module and attribute, with a colon between them.
        clients: import the clients of the services as well.
    """
    from workers.commands.libraries import import_libraries

    # Read by NumPy's linear algebra when it is loaded. Left alone it begins a thread for each core in every worker
    # child, and these wait for each other in loops: 16 ms for an article's names in place of 6.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    module, _, attribute = target.partition(":")
    gc.disable()
    try:
        import_libraries(clients=clients)
        found = getattr(importlib.import_module(f"{__name__}.{module}"), attribute)
    finally:
        gc.freeze()
        gc.enable()
    return found


def _exists(name: str) -> bool:
    module = COMMANDS[name].target.partition(":")[0]
    return importlib.util.find_spec(f"{__name__}.{module}") is not None


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="copydesk", prog_name="copydesk")
def main() -> None:
    """Ingest news articles: clean, deduplicate and enrich them, and index them into Elasticsearch.

    Settings come from COPYDESK_* variables and a file .env; docs/reference/settings.md lists them. Exit codes: 0 done;
    1 a problem; 2 a wrong argument, option or setting; 3 time was up.
    """
