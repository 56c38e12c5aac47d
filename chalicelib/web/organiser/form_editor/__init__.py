"""The editor of forms: pages on which questions are added, changed, moved and removed, without a script too."""
