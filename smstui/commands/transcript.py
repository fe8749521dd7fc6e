"""`smstui transcript CHANGE|ID`: the case, to hand on; `--replay FILE` asks one again."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from smstui.commands.exits import Exit
from smstui.commands.global_options import GlobalOptions, global_options
from smstui.commands.output import narrate, report, say, say_document, say_lines
from smstui.domain.age import utc_now
from smstui.domain.errors import BadConfiguration, PlatformError, SignInRefused, SmstuiError
from smstui.domain.identifiers import IdKind

if TYPE_CHECKING:
    from smstui.domain.case.record import Case
    from smstui.services.client import Client
    from smstui.services.outcomes import Opened
    from smstui.services.replay import Replayed
    from smstui.store.journal import Entry

CHANGE: Final = re.compile(r"[0-9a-f]{12}")
"""What the id of a change looks like; a CASN can look the same, so the journal is asked first."""
REPLAY_SCHEMA: Final = "smstui/replay/1"


@click.command("transcript")
@click.argument("about", metavar="CHANGE|ID", required=False, default="")
@click.option("--reported", default="", metavar="CODE", help="The code the viewer reads.")
@click.option(
    "--as",
    "as_kind",
    type=click.Choice([kind.value for kind in IdKind]),
    metavar="KIND",
    help="Take ID for one kind, as in smstui lookup.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Write a new file (0600); - is standard output.",
)
@click.option(
    "--replay",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Ask a JSON transcript again on a sandbox, and say where it differs.",
)
@click.pass_context
def command(
    context: click.Context,
    *,
    about: str,
    reported: str,
    as_kind: str | None,
    output: Path | None,
    replay: Path | None,
) -> int:
    """Tell a case: what was asked, found, planned, done and verified, as Markdown or JSON.

    Of a CHANGE: that change and its way back, from the journal. Of an ID: the account it leads
    to, looked up and diagnosed now, with every change made to it from this machine. No secret is
    in it.

    With --replay nothing is told but asked again, on a deployment that is this machine alone;
    what was changed is planned and not applied. Exit code 10 says that something differs.
    """
    wanted = global_options(context)
    if bool(about) == bool(replay):
        raise click.UsageError("Name a change or an id, or a file to --replay.", context)
    if replay is not None:
        return _replay(wanted, replay)
    teller = _Teller(wanted, None if output == Path("-") else output)
    if CHANGE.fullmatch(about) and teller.tell_change(about):
        return Exit.DONE
    return teller.tell_account(about, reported, IdKind(as_kind) if as_kind else None)


class _Teller:
    """Puts one case together and hands it out."""

    def __init__(self, wanted: GlobalOptions, output: Path | None) -> None:
        self._wanted = wanted
        self._output = output

    def tell_change(self, change_id: str) -> bool:
        """Tell a change of the journal, and those that took it back; False if there is none.

        No platform is asked.
        """
        from smstui.commands.opening import client_of
        from smstui.domain.changes.refusal import RefusedHere
        from smstui.services.casework import gap_of, linked

        with client_of(self._wanted, offline=True) as client:
            entry = client.engine.call(client.changes.change(change_id))
            if entry is None:
                return False
            if entry.unreadable:
                raise RefusedHere(f"{gap_of(entry.id, entry.unreadable)}", hint="Update smstui.")
            others = client.engine.call(client.changes.of_account(entry.account))
            self._hand_out(_case_of(client, linked(entry, others)))
        return True

    def tell_account(self, text: str, reported: str, only: IdKind | None) -> Exit:
        """Tell the account that `text` leads to."""
        from smstui.commands.opening import client_of
        from smstui.commands.verdicts import doubt_lines
        from smstui.services.casework import case_of_account

        with client_of(self._wanted) as client:
            call = client.engine.call
            try:
                diagnosed = call(client.diagnose(text, reported=reported, only=only))
            except SmstuiError as error:
                known = isinstance(error, PlatformError) and not isinstance(error, SignInRefused)
                entries = call(client.changes.of_account(text)) if known else ()
                if not entries:
                    raise
                narrate(f"smstui: told from the journal alone. {error}")
                self._hand_out(_case_of(client, entries, text))
                return Exit.DONE
            opened = _opened(client, diagnosed.outcome, self._wanted)
            if isinstance(opened, Exit):
                return opened
            self._wanted.masker.records.learn(opened)
            if opened.offline:
                narrate(f"smstui: judged from the cache. {opened.offline}")
            for doubt in doubt_lines(opened):
                narrate(doubt)
            owner = opened.bundle.owner
            entries = call(client.changes.of_account(owner.id)) if owner and owner.id else []
            case = case_of_account(diagnosed, entries, utc_now(), reported)
            self._hand_out(case)
        return Exit.DONE

    def _hand_out(self, case: "Case") -> None:
        from smstui.domain.case.document import document
        from smstui.domain.case.markdown import markdown
        from smstui.store.files import write_private

        masker = self._wanted.masker.records.over_case(case)
        if self._output is None and self._wanted.json:
            say_document(document(case, utc_now(), masker))
            return
        if self._wanted.json:
            text = json.dumps(document(case, utc_now(), masker), allow_nan=False, indent=2) + "\n"
        else:
            text = markdown(case, utc_now(), masker)
        if self._output is None:
            say(text.rstrip("\n"))
        else:
            narrate(f"smstui: written to {write_private(self._output, text)}.")


def _case_of(client: "Client", entries: "Sequence[Entry]", account: str = "") -> "Case":
    from smstui.services.casework import case_of_changes

    deployment = client.deployment
    return case_of_changes(deployment.name, deployment.family, entries, utc_now(), account)


def _opened(client: "Client", outcome: object, wanted: GlobalOptions) -> "Opened | Exit":
    """What was opened; else it is said why there is nothing to tell."""
    from smstui.commands.diagnosis_form import several_form
    from smstui.commands.verdicts import not_found, several_lines
    from smstui.services.outcomes import Nothing, Opened, Several

    deployment = client.deployment
    match outcome:
        case Opened():
            return outcome
        case Several():
            wanted.masker.records.learn_several(outcome)
            outcome = wanted.masker.records.several(outcome)
            if wanted.json:
                say_document(several_form(deployment.name, deployment.family, outcome))
            else:
                say_lines(several_lines(outcome, "transcript"))
            return Exit.SEVERAL
        case Nothing():
            missing = not_found(wanted.masker.records.nothing(outcome), deployment.name, utc_now())
            report(missing, wanted.json)
            return Exit.NOT_FOUND
        case _:
            raise TypeError(f"no outcome of a lookup: {type(outcome).__name__}")


def _replay(wanted: GlobalOptions, file: Path) -> Exit:
    from smstui.commands.opening import client_of
    from smstui.domain.case.reading import LARGEST, transcript_from
    from smstui.services.replay import replay

    try:
        with file.open(encoding="utf-8", errors="replace") as source:
            text = source.read(LARGEST + 1)
    except OSError as error:
        raise BadConfiguration(f"{file} cannot be read: {error.strerror}.") from error
    transcript = transcript_from(text, str(file))
    with client_of(wanted) as client:
        ended = client.engine.call(replay(client, transcript))
        if wanted.json:
            say_document(
                {
                    "schema": REPLAY_SCHEMA,
                    "deployment": client.deployment.name,
                    "family": client.deployment.family,
                    "account": transcript.account,
                    "same": not any(one.differs for one in ended),
                    "events": [
                        {
                            "what": one.what,
                            "differs": list(one.differs),
                            "skipped": one.skipped or None,
                        }
                        for one in ended
                    ],
                }
            )
        else:
            say_lines(_lines(ended))
    return Exit.CHANGED if any(one.differs for one in ended) else Exit.DONE


def _lines(ended: "Sequence[Replayed]") -> list[str]:
    lines = []
    for one in ended:
        word = "differs" if one.differs else "skipped" if one.skipped else "same"
        lines.append(f"{word:<8}{one.what}{f' ({one.skipped})' if one.skipped else ''}")
        lines += [f"        {difference}" for difference in one.differs]
    differing = sum(bool(one.differs) for one in ended)
    skipped = sum(bool(one.skipped) for one in ended)
    lines.append(
        f"{len(ended)} asked again, {differing} differ, {skipped} skipped. Changes were planned, "
        "not applied."
    )
    return lines
