"""Views of the papers' room: parse, call one verb or question, render."""
