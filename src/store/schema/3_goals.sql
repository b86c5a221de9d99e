-- The day that a learner learns toward, as JSON; at most one.

CREATE TABLE goals (
    profile TEXT NOT NULL PRIMARY KEY,
    goal    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
