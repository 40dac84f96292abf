"""What we claim about speed, as ratios against this machine's own limits, measured in the same run."""
