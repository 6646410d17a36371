"""What the registers are as documents and files: the model, the picture of flows, the calendar of changes."""
