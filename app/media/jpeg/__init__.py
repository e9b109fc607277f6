"""What is particular to JPEG: how files end, and the large preview that cameras put behind them."""
