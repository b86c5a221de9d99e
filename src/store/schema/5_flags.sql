-- Questions that the learner has flagged to come back to, one row for each that ever was; the latest word on each.

CREATE TABLE flags (
    profile  TEXT NOT NULL,
    question TEXT NOT NULL,
    flagged  INTEGER NOT NULL CHECK (flagged IN (0, 1)),
    at       TEXT NOT NULL,
    PRIMARY KEY (profile, question)
) STRICT, WITHOUT ROWID;
