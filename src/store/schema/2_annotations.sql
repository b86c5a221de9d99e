-- Bookmarks and notes of the learner's own, one row for each section that has any.

CREATE TABLE annotations (
    profile    TEXT NOT NULL,
    topic      TEXT NOT NULL,
    anchor     TEXT NOT NULL,
    title      TEXT NOT NULL,
    bookmarked INTEGER NOT NULL CHECK (bookmarked IN (0, 1)),
    note       TEXT NOT NULL,
    at         TEXT NOT NULL,
    PRIMARY KEY (profile, topic, anchor)
) STRICT, WITHOUT ROWID;
