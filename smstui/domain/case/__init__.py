"""The case: lookups, diagnoses, plans and changes of one account, to hand on."""
