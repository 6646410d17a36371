"""Forms of the weighing."""
