"""What the officer sees and touches. Screens show views and pass on what was asked for; they decide nothing."""
