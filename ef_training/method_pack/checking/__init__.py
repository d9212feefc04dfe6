"""What a check of a method pack finds beyond loading it: flow lists, registration, changes, inventories."""
