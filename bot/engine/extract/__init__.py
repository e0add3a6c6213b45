"""What a message names: one file for each kind of thing, all plain functions over a text."""
