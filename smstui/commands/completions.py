"""`smstui completions SHELL`: a script for the shell's start-up file."""

import click
from click.shell_completion import get_completion_class

from smstui.commands.exits import Exit
from smstui.commands.output import say

HOW = {
    "bash": '# In ~/.bashrc:  eval "$(smstui completions bash)"',
    "zsh": '# In ~/.zshrc, after compinit:  eval "$(smstui completions zsh)"',
    "fish": "# smstui completions fish > ~/.config/fish/completions/smstui.fish",
}


@click.command("completions")
@click.argument("shell", type=click.Choice(list(HOW)))
@click.pass_context
def command(context: click.Context, shell: str) -> int:
    """Print the script that completes commands and options in SHELL."""
    complete = get_completion_class(shell)
    assert complete is not None  # noqa: S101  click has all three
    root = context.find_root()
    script = complete(root.command, {}, "smstui", "_SMSTUI_COMPLETE")
    # Not source(): it runs a bash to look at its version, and needs one to be there.
    say(f"{HOW[shell]}\n{script.source_template % script.source_vars()}", as_it_is=True)
    return Exit.DONE
