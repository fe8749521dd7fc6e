"""Why can this customer not watch? Facts in, findings out: no call, no wait, no clock."""
