"""Reads of meetings. `groups` says who meets, `agenda` what waits, `papers` what was sent, `circulation` who has answered."""
