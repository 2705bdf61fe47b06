"""The verbs of cases: opening, parties, closing, handing over, what runs beside."""
