"""The lists of Sina Finance: where they are asked for, and how their answers are read."""
