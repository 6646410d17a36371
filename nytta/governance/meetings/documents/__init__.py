"""What meetings give for paper, archive and calendar: papers of a notice, all of them as one document or a zip, minutes, calendars."""
