"""What watches a run: its outcomes, its failures, its end, and what it says about them."""
