"""What ``antrean doctor`` looks at: each check is a function that gives one finding and changes nothing."""
