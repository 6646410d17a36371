"""Pages of meetings: `planning` before, `held` during, `minutes` after, `circulation` between, `groups` and calendars, `postings` for anybody."""
