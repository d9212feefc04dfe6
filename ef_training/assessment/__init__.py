"""Unit scores, results, and the folder of a run. The only room that imports bw2calc."""
