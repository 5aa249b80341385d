"""Between desk and planner: crises in and out as folders, preflights and what they rest on."""
