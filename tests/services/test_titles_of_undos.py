"""An undo says what will be done, by which command it can be undone, and what it undoes."""

from tests.support.change_line import ChangeLine

BOX = "3421"


def test_an_undo_says_what_it_does_and_how_it_can_be_undone(
    desk: ChangeLine, quick_looks: None
) -> None:
    """`smstui undo` passes over an undo, so its plan names the command that does not."""
    change = desk.json("disable", BOX, "--apply")["change_id"]
    plan = desk.run("undo").out
    assert f": enable box {BOX} (undoes change {change})\n" in plan
    assert f"Change {change} did this: disable box {BOX}.\n" in plan
    assert "reversible with smstui undo CHANGE (the id of this undo)\n" in plan

    undo = desk.json("undo", "--apply")["change_id"]
    assert f"enable box {BOX} (undoes change {change})" in " ".join(desk.run("journal").out.split())
    assert desk.run("undo").code != 0
    redo = desk.run("undo", undo).out
    assert f": disable box {BOX} (undoes change {undo})\n" in redo
    assert f"Change {undo} did this: enable box {BOX}.\n" in redo
    assert "It can be undone with smstui undo CHANGE (the id of this undo).\n" in redo
    assert desk.json("undo", undo, "--apply")["outcome"] == "verified"
