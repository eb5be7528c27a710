ALTER TABLE accounts DROP CONSTRAINT accounts_state_check;
ALTER TABLE accounts ADD CONSTRAINT accounts_state_check CHECK (state IN ('pending', 'active', 'disabled'));

ALTER TABLE accounts
    -- The SCRAM mechanism its secret is for; the other one is that of the secret before, while both are good.
    ADD COLUMN mechanism          text NOT NULL DEFAULT 'SCRAM-SHA-512'
        CHECK (mechanism IN ('SCRAM-SHA-256', 'SCRAM-SHA-512')),
    -- The mechanisms this registry ever set a secret for and has not deleted since: it deletes no other.
    ADD COLUMN made               text[] NOT NULL DEFAULT '{SCRAM-SHA-512}',
    ADD COLUMN previous_verifier  text,
    ADD COLUMN previous_until     timestamptz,
    ADD COLUMN disabled_by        text CHECK (disabled_by IN ('agency', 'operator')),
    ADD COLUMN producer_byte_rate bigint CHECK (producer_byte_rate > 0),
    ADD COLUMN consumer_byte_rate bigint CHECK (consumer_byte_rate > 0),
    ADD COLUMN request_percentage double precision CHECK (request_percentage > 0),
    ADD COLUMN last_used_at       timestamptz,
    ADD CHECK ((previous_verifier IS NULL) = (previous_until IS NULL)),
    ADD CHECK ((state = 'disabled') = (disabled_by IS NOT NULL));

-- The topics this registry made (written before Kafka is asked): it deletes no other.
CREATE TABLE owned_topics (
    name     text PRIMARY KEY,
    asked_at timestamptz NOT NULL DEFAULT now()
);

-- Until now a topic was made by the registry alone.
INSERT INTO owned_topics (name) SELECT 'view.' || id FROM views;
INSERT INTO owned_topics (name) SELECT 'data.' || id FROM datasets;
INSERT INTO owned_topics (name) SELECT 'ctl.dead-letter.' || id FROM datasets;
INSERT INTO owned_topics (name) SELECT 'ctl.agent-offsets.' || id FROM agents;
INSERT INTO owned_topics (name) SELECT 'ctl.held.' || id FROM agents;
INSERT INTO owned_topics (name)
    SELECT unnest(ARRAY['ctl.views', 'ctl.view-status', 'ctl.agent-status', 'ctl.gaps', 'ctl.statistics'])
    WHERE EXISTS (SELECT 1 FROM agencies);

-- What Kafka has that nobody decided here, since it was first seen.
CREATE TABLE drift (
    kind    text NOT NULL,
    subject text NOT NULL,
    detail  text NOT NULL,
    since   timestamptz NOT NULL,
    PRIMARY KEY (kind, subject, detail)
);
