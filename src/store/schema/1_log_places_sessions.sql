-- Names of the columns and their values are those of the exchange form `coldstart.progress/1`.

CREATE TABLE attempts (
    profile   TEXT NOT NULL,
    id        TEXT NOT NULL,
    question  TEXT NOT NULL,
    rev       INTEGER NOT NULL,
    at        TEXT NOT NULL,
    day       TEXT,
    mode      TEXT NOT NULL,
    answer    TEXT,
    correct   INTEGER NOT NULL CHECK (correct IN (0, 1)),
    grade     TEXT NOT NULL CHECK (grade IN ('again', 'hard', 'good', 'easy')),
    certainty TEXT,
    hints     INTEGER NOT NULL,
    took_ms   INTEGER NOT NULL,
    PRIMARY KEY (profile, id)
) STRICT, WITHOUT ROWID;

-- Answers that were taken back.
CREATE TABLE undone (
    profile TEXT NOT NULL,
    attempt TEXT NOT NULL,
    PRIMARY KEY (profile, attempt)
) STRICT, WITHOUT ROWID;

CREATE TABLE places (
    profile  TEXT NOT NULL,
    topic    TEXT NOT NULL,
    anchor   TEXT NOT NULL,
    block    INTEGER NOT NULL,
    line     INTEGER NOT NULL,
    percent  INTEGER NOT NULL,
    finished INTEGER NOT NULL CHECK (finished IN (0, 1)),
    at       TEXT NOT NULL,
    PRIMARY KEY (profile, topic)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    profile TEXT NOT NULL PRIMARY KEY,
    session TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The log is append-only for every program that opens this file. REPLACE does not fire the triggers of DELETE, hence the one on INSERT.

CREATE TRIGGER attempts_stay_as_they_are BEFORE UPDATE ON attempts
BEGIN SELECT RAISE(ABORT, 'the log of answers is append-only'); END;

CREATE TRIGGER attempts_stay BEFORE DELETE ON attempts
BEGIN SELECT RAISE(ABORT, 'the log of answers is append-only'); END;

CREATE TRIGGER attempts_count_once BEFORE INSERT ON attempts
WHEN EXISTS (SELECT 1 FROM attempts WHERE profile = NEW.profile AND id = NEW.id)
BEGIN SELECT RAISE(IGNORE); END;

CREATE TRIGGER undone_stay_as_they_are BEFORE UPDATE ON undone
BEGIN SELECT RAISE(ABORT, 'the log of answers is append-only'); END;

CREATE TRIGGER undone_stay BEFORE DELETE ON undone
BEGIN SELECT RAISE(ABORT, 'the log of answers is append-only'); END;
