"""Which factors a line may take, and why."""
