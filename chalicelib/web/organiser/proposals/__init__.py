"""The console's pages of an event's proposals: the list, one proposal, and a page for each step that asks something."""
