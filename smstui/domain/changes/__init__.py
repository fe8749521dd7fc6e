"""Changes, as plain thought: what may be done, how, and what a re-read says of it. No I/O."""
