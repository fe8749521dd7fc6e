"""The case: what was asked, found, planned, done and verified for one account, to hand on."""
