"""The case of a change or of an account, written to hand on; a case that is asked again."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from smstui.commands.diagnosis_form import several_form
from smstui.commands.exits import Exit
from smstui.commands.global_options import GlobalOptions
from smstui.commands.opening import client_of
from smstui.commands.output import narrate, report, say, say_document, say_lines
from smstui.commands.verdicts import doubt_lines, not_found, several_lines
from smstui.domain.age import utc_now
from smstui.domain.case.document import document
from smstui.domain.case.markdown import markdown
from smstui.domain.case.reading import LARGEST, transcript_from
from smstui.domain.case.record import Case
from smstui.domain.changes.refusal import RefusedHere
from smstui.domain.errors import BadConfiguration, PlatformError, SignInRefused, SmstuiError
from smstui.domain.identifiers import IdKind
from smstui.services.casework import case_of_account, case_of_changes, gap_of, linked
from smstui.services.client import Client
from smstui.services.outcomes import Nothing, Opened, Several
from smstui.services.replay import Replayed, replay
from smstui.store.files import write_private
from smstui.store.journal import Entry

CHANGE: Final = re.compile(r"[0-9a-f]{12}")
"""The form of a change id. A CASN can look the same, so the journal is asked first."""
REPLAY_SCHEMA: Final = "smstui/replay/1"


def run_transcript(
    wanted: GlobalOptions, about: str, reported: str, only: IdKind | None, output: Path | None
) -> Exit:
    """Tell the case of `about`, a change or anything that leads to an account.

    `output` names a new file; - is standard output.
    """
    teller = _Teller(wanted, None if output == Path("-") else output)
    if CHANGE.fullmatch(about) and teller.tell_change(about):
        return Exit.DONE
    return teller.tell_account(about, reported, only)


class _Teller:
    """Puts one case together and hands it out."""

    def __init__(self, wanted: GlobalOptions, output: Path | None) -> None:
        self._wanted = wanted
        self._output = output

    def tell_change(self, change_id: str) -> bool:
        """Tell a change of the journal, and those that took it back; False if there is none.

        No platform is asked.
        """
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

    def _hand_out(self, case: Case) -> None:
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
            other = "Name another file with --output FILE."
            narrate(f"smstui: written to {write_private(self._output, text, other=other)}.")


def _case_of(client: Client, entries: Sequence[Entry], account: str = "") -> Case:
    deployment = client.deployment
    return case_of_changes(deployment.name, deployment.family, entries, utc_now(), account)


def _opened(client: Client, outcome: object, wanted: GlobalOptions) -> Opened | Exit:
    """Return what was opened; otherwise print why there is no case."""
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


def run_replay(wanted: GlobalOptions, file: Path) -> Exit:
    """Ask the case of `file` again on a deployment, and say where it differs."""
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


def _lines(ended: Sequence[Replayed]) -> list[str]:
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
