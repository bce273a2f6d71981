"""Carry out kills, withholdings and embargoes, on copies too; release what was held at its time, or by an undo."""
