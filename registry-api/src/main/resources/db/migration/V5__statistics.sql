-- What the router counted: absolute totals of one partition of a view in one hour.
CREATE TABLE statistics (
    view       text NOT NULL,
    hour       timestamptz NOT NULL,
    partition  integer NOT NULL,
    created    bigint NOT NULL,
    updated    bigint NOT NULL,
    deleted    bigint NOT NULL,
    read       bigint NOT NULL,
    tombstones bigint NOT NULL,
    withheld   bigint NOT NULL,
    suppressed bigint NOT NULL,
    failed     bigint NOT NULL,
    bytes      bigint NOT NULL,
    -- Events by time from commit to publishing; the classes are those of the contract of ctl.statistics.
    latency    bigint[] NOT NULL,
    told_at    timestamptz NOT NULL,
    PRIMARY KEY (view, hour, partition)
);
CREATE INDEX statistics_hour ON statistics (hour);

-- How far ctl.statistics is in here, in the transaction of what is.
CREATE TABLE statistics_read (
    one         boolean PRIMARY KEY DEFAULT true CHECK (one),
    next_offset bigint NOT NULL
);

-- The hours in which a grant gave access while its view published, as stretches without a hole.
CREATE TABLE grant_hours (
    grant_id   uuid NOT NULL REFERENCES grants,
    first_hour timestamptz NOT NULL,
    last_hour  timestamptz NOT NULL,
    PRIMARY KEY (grant_id, first_hour),
    CHECK (first_hour <= last_hour)
);

-- The service's role may add to the log and read it; the trigger stops whoever gives itself more.
REVOKE UPDATE, DELETE, TRUNCATE ON audit FROM CURRENT_USER;
CREATE INDEX audit_object ON audit (object, seq);
CREATE INDEX audit_subject ON audit (subject, seq);
