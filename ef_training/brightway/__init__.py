"""The only room that knows bw2data and bw2io: projects, databases, methods and the arrays to calculate from."""
