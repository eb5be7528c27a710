CREATE TABLE agencies (
    slug        text PRIMARY KEY,
    name        text NOT NULL,
    level       text NOT NULL CHECK (level IN ('ministry', 'province', 'other')),
    enrolled_at timestamptz NOT NULL
);

-- Official codes close when agencies merge, so an agency may have had several.
CREATE TABLE agency_codes (
    agency     text NOT NULL REFERENCES agencies,
    code       text NOT NULL,
    valid_from date NOT NULL,
    valid_to   date CHECK (valid_to >= valid_from),
    PRIMARY KEY (agency, code, valid_from)
);

CREATE TABLE datasets (
    id             text PRIMARY KEY,
    agency         text NOT NULL REFERENCES agencies,
    title          jsonb NOT NULL,
    contract       text NOT NULL,
    key_columns    jsonb NOT NULL,
    classification jsonb NOT NULL,
    legal_basis    text NOT NULL,
    partitions     integer NOT NULL CHECK (partitions BETWEEN 1 AND 64),
    defined_at     timestamptz NOT NULL
);

CREATE TABLE views (
    id            text PRIMARY KEY,
    dataset       text NOT NULL REFERENCES datasets,
    title         jsonb,
    version       integer NOT NULL,
    revision      bigint NOT NULL,
    gate          text NOT NULL CHECK (gate IN ('OPEN', 'CLOSED', 'RETIRED')),
    sealed        boolean NOT NULL,
    audience      text REFERENCES agencies,
    row_condition text NOT NULL,
    columns       jsonb NOT NULL,
    -- The columns that identify a row in the view; empty for the dataset's key.
    view_key      jsonb NOT NULL,
    fingerprint   text NOT NULL,
    -- A gate that a revocation closed never opens again in this version.
    spent         boolean NOT NULL DEFAULT false,
    defined_at    timestamptz NOT NULL,
    CHECK (sealed = (audience IS NOT NULL))
);

-- Equal definitions are one view with many grants.
CREATE UNIQUE INDEX one_shared_view_per_definition ON views (dataset, fingerprint) WHERE NOT sealed AND gate <> 'RETIRED';

CREATE TABLE accounts (
    id         text PRIMARY KEY,
    agency     text NOT NULL REFERENCES agencies,
    state      text NOT NULL CHECK (state IN ('pending', 'active')),
    verifier   text NOT NULL,
    created_at timestamptz NOT NULL,
    rotated_at timestamptz
);

CREATE TABLE agents (
    id         text PRIMARY KEY,
    agency     text NOT NULL REFERENCES agencies,
    state      text NOT NULL CHECK (state IN ('pending', 'active')),
    created_at timestamptz NOT NULL,
    rotated_at timestamptz
);

-- One writer for each dataset: positions are a total order only then.
CREATE TABLE agent_datasets (
    dataset text PRIMARY KEY REFERENCES datasets,
    agent   text NOT NULL REFERENCES agents
);

CREATE TABLE requests (
    id                uuid PRIMARY KEY,
    view              text NOT NULL REFERENCES views,
    account           text NOT NULL REFERENCES accounts,
    purpose           text NOT NULL,
    legal_basis       text NOT NULL,
    valid_until       date NOT NULL,
    contact           text NOT NULL,
    state             text NOT NULL
        CHECK (state IN ('submitted', 'owner-approved', 'approved', 'rejected', 'withdrawn')),
    submitted_by      text NOT NULL,
    submitted_at      timestamptz NOT NULL,
    owner_approver    text,
    operator_approver text,
    reason            text,
    decided_at        timestamptz
);

CREATE TABLE grants (
    id         uuid PRIMARY KEY,
    request    uuid NOT NULL UNIQUE REFERENCES requests,
    view       text NOT NULL REFERENCES views,
    sealed     boolean NOT NULL,
    account    text NOT NULL REFERENCES accounts,
    valid_until date NOT NULL,
    state      text NOT NULL CHECK (state IN ('active', 'revoking', 'revoked', 'expired')),
    -- What a grant that is 'revoking' becomes once the gate is confirmed closed and the ACLs are gone.
    ending     text CHECK (ending IN ('revoked', 'expired')),
    reason     text,
    granted_at timestamptz NOT NULL,
    ended_at   timestamptz,
    CHECK ((state = 'active') = (ending IS NULL))
);

CREATE UNIQUE INDEX one_subscriber_per_sealed_view ON grants (view) WHERE sealed AND state IN ('active', 'revoking');
CREATE UNIQUE INDEX one_grant_per_account_and_view ON grants (view, account) WHERE state IN ('active', 'revoking');

-- The ACL bindings this registry made (written before Kafka is asked): it deletes no other.
CREATE TABLE owned_acl (
    principal     text NOT NULL,
    resource_type text NOT NULL,
    pattern       text NOT NULL,
    resource      text NOT NULL,
    operation     text NOT NULL,
    asked_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (principal, resource_type, pattern, resource, operation)
);

-- What the schema registry answered when a subject was registered: the guarded endpoint serves from here.
CREATE TABLE known_schemas (
    subject text NOT NULL,
    version integer NOT NULL,
    id      integer NOT NULL,
    schema  text NOT NULL,
    PRIMARY KEY (subject, version)
);

CREATE TABLE audit (
    seq     bigint PRIMARY KEY,
    at      timestamptz NOT NULL,
    subject text NOT NULL,
    agency  text NOT NULL,
    action  text NOT NULL,
    object  text NOT NULL,
    outcome text NOT NULL,
    details text NOT NULL,
    prev    text NOT NULL,
    hash    text NOT NULL UNIQUE
);

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit rows are append-only';
END
$$;

CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
