"""The verbs of the plan room. Each is one transaction and takes the actor in `by=`."""
