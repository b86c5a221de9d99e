-- Sessions with a clock that are over, as JSON, so that their results can be looked at again.

CREATE TABLE results (
    profile TEXT NOT NULL,
    at      TEXT NOT NULL,
    session TEXT NOT NULL,
    PRIMARY KEY (profile, at)
) STRICT, WITHOUT ROWID;
