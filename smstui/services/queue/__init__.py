"""Many ids diagnosed together: `running` asks, `rows` and `table` say what came of each."""
