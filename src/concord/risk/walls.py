"""What the database itself holds about assessments, put in by the second migration."""

from __future__ import annotations

# On screen only in words that may be read out: licensed ones, or the partnership's own.
IN_ITS_WORDS = (
    "EXISTS (SELECT 1 FROM risk_instrumentversion v WHERE v.id = {t}.instrument_id"
    " AND ({t}.mode <> 'live' OR v.licence <> 'paraphrased'))"
)
OF_THE_TEAM = "{t}.owner_team_id = (SELECT access.my_team())"
OF_THE_WRITER = "{t}.written_by_id = (SELECT access.my_hat())"

# Who decides about instruments, as `Verb.MANAGE_PARTNERSHIP` has it; and the shell.
HERE = "partnership_id = (SELECT access.my_partnership())"
DECIDES = (
    "((SELECT access.my_role()) IN ('administrator', 'strategic_lead')"
    " OR (SELECT access.my_principal()) = 'risk.packs')"
)
# A pack of the house comes with its first use; words of others are loaded by them.
OURS_OR_DECIDED = f"{HERE} AND (licence = 'paraphrased' OR {DECIDES})"
DECIDED = f"{HERE} AND {DECIDES}"

# A correction stays in its case and with its team.
CORRECTIONS = """
ALTER TABLE risk_riskassessment ADD CONSTRAINT assessment_in_case_of_team
    UNIQUE (id, case_id, owner_team_id);
ALTER TABLE risk_riskassessment ADD CONSTRAINT corrects_its_own_case_and_team
    FOREIGN KEY (supersedes_id, case_id, owner_team_id)
    REFERENCES risk_riskassessment (id, case_id, owner_team_id);
"""
