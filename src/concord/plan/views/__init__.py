"""Views of the plan room: parse, call one verb or question, render."""
