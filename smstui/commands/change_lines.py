"""Plans, results and the journal as lines of a terminal."""

from collections.abc import Iterator

from smstui.domain.changes.plan import Plan
from smstui.domain.changes.verdict import Outcome
from smstui.presentation import plans, results
from smstui.presentation.lines import Paragraph
from smstui.presentation.looks import bare
from smstui.services.changes.change_result import ChangeResult


def plan_lines(plan: Plan) -> Iterator[str]:
    """Yield the plan: the steps, notes and warnings, the impact, and whether it can be undone."""
    whose = f" of account {plan.account}" if plan.account else ""
    yield f"Plan{whose}: {plan.title}"
    for part in plans.steps_of(plan):
        yield f"  {_line(part)}"
    for sentence in plans.sentences_of(plan):
        yield f"  {_line(sentence)}"
    for each in plans.impact_of(plan, "smstui undo"):
        yield f"  {bare(each)}"
    for sentence in plans.lost_of(plan):
        yield f"  {_line(sentence)}"


def known_lines(plan: Plan) -> Iterator[str]:
    """Yield what is known where no plan could be made, and what is not."""
    yield "No plan yet. Known so far:"
    yield from (f"  {_line(known)}" for known in plans.known_of(plan))


def result_lines(result: ChangeResult) -> Iterator[str]:
    """Yield the result, step by step where there are several."""
    if len(result.plan.steps) > 1:
        by_n = results.by_number(result.results)
        for n, step in enumerate(result.plan.steps, start=1):
            yield f"  {n}. {results.step_word(by_n.get(n))}: {step.title}"
    yield results.sentence_of(result)
    if result.outcome is Outcome.ACCEPTED:
        yield results.meaning_of(result.outcome, result.results)
    if awaited := results.awaited(result):
        yield awaited


def _line(part: Paragraph | plans.Moved) -> str:
    if isinstance(part, plans.Moved):
        return f"{part.lead}{part.name}: {part.before} → {part.after}"
    lead = "! " if part.lead == plans.CAUTION_LEAD else part.lead
    return f"{lead}{part.text}"
