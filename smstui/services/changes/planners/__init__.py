"""One function for each way to plan, by subject: `OperationSpec.planner` names it."""
