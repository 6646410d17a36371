"""Rule sets that the process runs on: drafts, their consequences, and the decision that puts them in force."""
