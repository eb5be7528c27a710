-- A change of a row is a new version of it, whoever makes it: what a caller saw can be told from what is there now.
CREATE FUNCTION next_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    RETURN NEW;
END
$$;

-- What a caller was answered, so that the same call is one act. Without 'final' the act is done, and what follows it
-- (Kafka) may not be.
CREATE TABLE idempotency (
    subject text NOT NULL,
    agency  text NOT NULL,
    key     text NOT NULL,
    request text NOT NULL,
    status  integer,
    version bigint,
    body    text,
    final   boolean NOT NULL DEFAULT false,
    at      timestamptz NOT NULL,
    PRIMARY KEY (subject, agency, key)
);
CREATE INDEX idempotency_at ON idempotency (at);

ALTER TABLE datasets
    ADD COLUMN version bigint NOT NULL DEFAULT 1,
    ADD COLUMN steward text,
    ADD COLUMN refresh text;
CREATE TRIGGER datasets_version BEFORE UPDATE ON datasets FOR EACH ROW EXECUTE FUNCTION next_version();

-- Every contract a dataset has had: records of each may be on its topic.
CREATE TABLE contracts (
    dataset    text NOT NULL REFERENCES datasets,
    number     integer NOT NULL,
    contract   text NOT NULL,
    changed_by text,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (dataset, number)
);
INSERT INTO contracts (dataset, number, contract, changed_at) SELECT id, 1, contract, defined_at FROM datasets;

ALTER TABLE grants
    ADD COLUMN version      bigint NOT NULL DEFAULT 1,
    ADD COLUMN suspends_at  timestamptz,
    ADD COLUMN certified_at timestamptz,
    ADD COLUMN certified_by text;
ALTER TABLE grants DROP CONSTRAINT grants_check, DROP CONSTRAINT grants_state_check, DROP CONSTRAINT grants_ending_check;
UPDATE grants SET state = 'expiring' WHERE state = 'revoking' AND ending = 'expired';
ALTER TABLE grants
    DROP COLUMN ending,
    ADD CONSTRAINT grants_state_check CHECK
        (state IN ('active', 'suspending', 'suspended', 'revoking', 'revoked', 'expiring', 'expired'));
DROP INDEX one_subscriber_per_sealed_view, one_grant_per_account_and_view;
CREATE UNIQUE INDEX one_subscriber_per_sealed_view ON grants (view)
    WHERE sealed AND state NOT IN ('revoked', 'expired');
CREATE UNIQUE INDEX one_grant_per_account_and_view ON grants (view, account)
    WHERE state NOT IN ('revoked', 'expired');
CREATE TRIGGER grants_version BEFORE UPDATE ON grants FOR EACH ROW EXECUTE FUNCTION next_version();

-- A request names a view, or says what its view should be until the owner has approved.
ALTER TABLE requests
    ADD COLUMN version bigint NOT NULL DEFAULT 1,
    ADD COLUMN dataset text REFERENCES datasets,
    ADD COLUMN wanted  jsonb,
    ADD COLUMN renews  uuid REFERENCES grants,
    ADD COLUMN due_at  timestamptz,
    ALTER COLUMN view DROP NOT NULL,
    ADD CONSTRAINT requests_view_or_wanted CHECK (view IS NOT NULL OR wanted IS NOT NULL);
UPDATE requests SET dataset = views.dataset, due_at = submitted_at + interval '2 days' FROM views WHERE views.id = view;
ALTER TABLE requests ALTER COLUMN dataset SET NOT NULL, ALTER COLUMN due_at SET NOT NULL;
CREATE TRIGGER requests_version BEFORE UPDATE ON requests FOR EACH ROW EXECUTE FUNCTION next_version();
