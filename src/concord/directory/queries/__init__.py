"""The questions: searching, one service, helplines that are open."""
