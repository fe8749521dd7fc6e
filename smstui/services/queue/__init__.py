"""The triage queue: diagnose many ids (`running`) and report the results (`rows`, `table`)."""
