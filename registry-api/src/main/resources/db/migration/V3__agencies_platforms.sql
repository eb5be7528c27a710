-- The older form of a code, 000.00.00.H49, under which an agency is still asked for.
ALTER TABLE agency_codes ADD COLUMN alias text;

-- A text as a range of one, so that a constraint can compare it beside a range of days.
CREATE TYPE code_range AS RANGE (subtype = text, collation = "C");

ALTER TABLE agency_codes ADD CONSTRAINT a_code_names_one_agency_at_a_time
    EXCLUDE USING gist (code_range(code, code, '[]') WITH &&, daterange(valid_from, valid_to, '[]') WITH &&);
ALTER TABLE agency_codes ADD CONSTRAINT an_alias_names_one_agency_at_a_time
    EXCLUDE USING gist (code_range(alias, alias, '[]') WITH &&, daterange(valid_from, valid_to, '[]') WITH &&)
    WHERE (alias IS NOT NULL);

-- An agency ends once. Nothing of it is renamed: whoever answers for it is found through this table.
CREATE TABLE agency_mergers (
    agency      text PRIMARY KEY REFERENCES agencies,
    successor   text NOT NULL REFERENCES agencies,
    merged_on   date NOT NULL,
    legal_basis text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CHECK (agency <> successor)
);
