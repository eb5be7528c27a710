-- The older form of a code, 000.00.00.H49, under which an agency is still asked for.
ALTER TABLE agency_codes ADD COLUMN alias text;

-- A text as a range of one, so that a constraint can compare it beside a range of days.
CREATE TYPE code_range AS RANGE (subtype = text, collation = "C");

ALTER TABLE agency_codes ADD CONSTRAINT a_code_names_one_agency_at_a_time
    EXCLUDE USING gist (code_range(code, code, '[]') WITH &&, daterange(valid_from, valid_to, '[]') WITH &&);
ALTER TABLE agency_codes ADD CONSTRAINT an_alias_names_one_agency_at_a_time
    EXCLUDE USING gist (code_range(alias, alias, '[]') WITH &&, daterange(valid_from, valid_to, '[]') WITH &&)
    WHERE (alias IS NOT NULL);

CREATE INDEX agencies_by_code ON agency_codes (code);
CREATE INDEX agencies_by_alias ON agency_codes (alias) WHERE alias IS NOT NULL;

-- An agency ends once. Nothing of it is renamed: whoever answers for it is found through this table.
CREATE TABLE agency_mergers (
    agency      text PRIMARY KEY REFERENCES agencies,
    successor   text NOT NULL REFERENCES agencies,
    merged_on   date NOT NULL,
    legal_basis text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CHECK (agency <> successor)
);

-- How much an agency may have; one without a row is not limited.
CREATE TABLE agency_quotas (
    agency   text PRIMARY KEY REFERENCES agencies,
    datasets integer NOT NULL CHECK (datasets >= 0),
    views    integer NOT NULL CHECK (views >= 0),
    accounts integer NOT NULL CHECK (accounts >= 0)
);

CREATE TABLE platforms (
    agency           text PRIMARY KEY REFERENCES agencies,
    kind             text NOT NULL CHECK (kind IN ('own', 'hosted', 'trial')),
    -- As the latest of its states below says; NULL only while it is being made.
    state            text CHECK (state IN ('provisioned', 'connected', 'suspended', 'retired')),
    -- The last day of a trial.
    ends_on          date,
    -- The generated rows are on their topic.
    sample_published boolean NOT NULL DEFAULT false,
    CHECK ((kind = 'trial') = (ends_on IS NOT NULL))
);

-- Asked for at every change of access: few platforms are in it.
CREATE INDEX platforms_that_are_barred ON platforms (agency) WHERE state IN ('suspended', 'retired');

-- The life of each platform; the latest entry is what it is now, earlier ones are its history.
CREATE TABLE platform_states (
    agency text NOT NULL REFERENCES platforms,
    at     timestamptz NOT NULL,
    state  text NOT NULL CHECK (state IN ('provisioned', 'connected', 'suspended', 'retired')),
    PRIMARY KEY (agency, at)
);
