"""The description of every operation, by subject; `table` has all of them."""
