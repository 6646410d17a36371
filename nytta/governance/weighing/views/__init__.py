"""Pages of the weighing."""
