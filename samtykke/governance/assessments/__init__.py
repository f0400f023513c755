"""Assessments: of the consequences for privacy (Art. 35), and every assessment with what lapses when. REQ-22, REQ-57."""
