"""The doors of risk: whatever shows an assessment. What is about nobody is none."""

from __future__ import annotations

from concord.access.doors import Kind, door, no_door

door("risk:index", Kind.LIST, Kind.COUNT)
door("risk:due", Kind.LIST, Kind.COUNT)
door("risk:new", Kind.OPEN)
door("risk:assessment", Kind.OPEN)
door("risk:correct", Kind.OPEN)
door("risk:compare", Kind.OPEN)
no_door("risk:paper_form", "A blank form: it holds nothing about anybody.")
no_door("risk:instruments", "Instruments and what is decided about them: no person.")
no_door("risk:instrument", "An instrument and what is decided about it: no person.")
no_door("risk:load", "Takes a file with an instrument in: no person.")
