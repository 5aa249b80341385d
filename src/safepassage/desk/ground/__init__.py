"""Havens, shelters, assembly points, closures, curfews, corridors, crossings and access rules of a crisis."""
