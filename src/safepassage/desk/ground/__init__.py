"""What is on the ground: havens, shelters, closures, curfews, corridors, crossings, rules, channels, roads."""
