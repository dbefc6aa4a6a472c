CREATE FUNCTION public.audit_is_kept() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;
CREATE FUNCTION public.message_is_kept() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'a message is never changed'; END $$;
CREATE FUNCTION public.post_is_kept() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'posts are never deleted'; END $$;
CREATE FUNCTION public.version_is_kept() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'a version is never changed'; END $$;
CREATE TABLE public.absence (
    id integer NOT NULL,
    person character varying NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    set_by character varying NOT NULL,
    set_at timestamp with time zone NOT NULL,
    comment character varying NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT ck_absence_days CHECK ((first_day <= last_day))
);
CREATE TABLE public.account (
    person character varying NOT NULL,
    invited_at timestamp with time zone NOT NULL,
    invited_by character varying NOT NULL,
    disabled_at timestamp with time zone,
    disabled_by character varying NOT NULL,
    password character varying,
    password_set_at timestamp with time zone,
    failures integer NOT NULL,
    locked_until timestamp with time zone,
    language character varying NOT NULL,
    theme character varying NOT NULL,
    shortcuts boolean NOT NULL,
    CONSTRAINT ck_account_failures CHECK ((failures >= 0))
);
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.api_token (
    id integer NOT NULL,
    digest character varying NOT NULL,
    person character varying NOT NULL,
    label character varying NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by character varying NOT NULL,
    ends_at timestamp with time zone,
    used_at timestamp with time zone,
    revoked_at timestamp with time zone
);
CREATE TABLE public.audit (
    id integer NOT NULL,
    post_id integer,
    number character varying NOT NULL,
    row_version integer,
    at timestamp with time zone NOT NULL,
    event character varying NOT NULL,
    source character varying NOT NULL,
    dest character varying NOT NULL,
    actor character varying NOT NULL,
    actor_key character varying NOT NULL,
    capacity character varying NOT NULL,
    on_behalf_of character varying NOT NULL,
    house character varying NOT NULL,
    version integer,
    fingerprint character varying NOT NULL,
    comment character varying NOT NULL,
    details character varying NOT NULL,
    previous character varying NOT NULL,
    hash character varying NOT NULL
);
CREATE TABLE public.audit_head (
    id integer NOT NULL,
    last_id integer NOT NULL,
    last_hash character varying NOT NULL,
    CONSTRAINT ck_audit_head_single CHECK ((id = 1))
);
CREATE TABLE public.bookmark (
    name character varying NOT NULL,
    "position" integer NOT NULL
);
CREATE TABLE public.brief (
    post_id integer NOT NULL,
    kind character varying NOT NULL,
    number integer NOT NULL,
    people character varying NOT NULL,
    formats json NOT NULL,
    purpose character varying NOT NULL,
    note character varying NOT NULL,
    template character varying NOT NULL,
    written_by character varying NOT NULL,
    written_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_brief_kind CHECK (((kind)::text = ANY ((ARRAY['photo'::character varying, 'portrait'::character varying, 'graphic'::character varying, 'video'::character varying])::text[]))),
    CONSTRAINT ck_brief_number CHECK (((number >= 1) AND (number <= 20))),
    CONSTRAINT ck_brief_people CHECK (((people)::text = ANY ((ARRAY['yes'::character varying, 'no'::character varying, 'either'::character varying])::text[])))
);
CREATE TABLE public.comment (
    id integer NOT NULL,
    post_id integer NOT NULL,
    version integer NOT NULL,
    step_id integer,
    house character varying NOT NULL,
    author character varying NOT NULL,
    author_key character varying NOT NULL,
    address character varying NOT NULL,
    text character varying NOT NULL,
    whole character varying NOT NULL,
    said_at timestamp with time zone NOT NULL,
    incoming_id integer,
    internal boolean DEFAULT false NOT NULL,
    mentions character varying DEFAULT ''::character varying NOT NULL
);
CREATE TABLE public.consent (
    id integer NOT NULL,
    picture character varying NOT NULL,
    people character varying NOT NULL,
    channels character varying NOT NULL,
    purpose character varying NOT NULL,
    first_day date NOT NULL,
    last_day date,
    form character varying NOT NULL,
    kept_at character varying NOT NULL,
    recorded_by character varying NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    withdrawn_by character varying NOT NULL,
    reason character varying NOT NULL,
    CONSTRAINT ck_consent_days CHECK (((last_day IS NULL) OR (first_day <= last_day))),
    CONSTRAINT ck_consent_withdrawn CHECK (((withdrawn_at IS NULL) = ((withdrawn_by)::text = ''::text)))
);
CREATE TABLE public.house_rules (
    house character varying NOT NULL,
    digest character varying NOT NULL,
    applied_at timestamp with time zone NOT NULL
);
CREATE TABLE public.incoming (
    id integer NOT NULL,
    digest character varying NOT NULL,
    stored_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    sender character varying NOT NULL,
    subject character varying NOT NULL,
    size integer NOT NULL,
    content bytea NOT NULL,
    is_cut boolean NOT NULL,
    kind character varying NOT NULL,
    answers character varying,
    tries integer NOT NULL,
    handled_at timestamp with time zone,
    result character varying NOT NULL,
    post_id integer,
    person character varying NOT NULL,
    absent_from date,
    absent_until date,
    CONSTRAINT ck_incoming_kind CHECK (((kind)::text = ANY ((ARRAY['bounce'::character varying, 'delay'::character varying, 'reply'::character varying, 'out_of_office'::character varying, 'automatic'::character varying, 'unrelated'::character varying, 'unreadable'::character varying])::text[])))
);
CREATE TABLE public.mailbox (
    address character varying NOT NULL,
    failures integer NOT NULL,
    last_error character varying NOT NULL,
    last_failure_at timestamp with time zone NOT NULL,
    suspect_since timestamp with time zone,
    suppressed_at timestamp with time zone,
    suppressed_by character varying NOT NULL
);
CREATE TABLE public.message (
    message_id character varying NOT NULL,
    recipient character varying NOT NULL,
    address character varying NOT NULL,
    subject character varying NOT NULL,
    content bytea NOT NULL,
    dated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.notice (
    id integer NOT NULL,
    step_id integer,
    post_id integer,
    version integer NOT NULL,
    purpose character varying NOT NULL,
    medium character varying NOT NULL,
    recipient character varying NOT NULL,
    house character varying NOT NULL,
    n integer NOT NULL,
    planned_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    state character varying NOT NULL,
    claims integer NOT NULL,
    attempts integer NOT NULL,
    doubts integer NOT NULL,
    lease_owner character varying,
    lease_until timestamp with time zone,
    message_id character varying,
    settled_at timestamp with time zone,
    error character varying,
    CONSTRAINT ck_notice_about CHECK ((((step_id IS NULL) = ((purpose)::text = 'overview'::text)) AND ((post_id IS NULL) = (step_id IS NULL)))),
    CONSTRAINT ck_notice_medium CHECK (((medium)::text = ANY ((ARRAY['mail'::character varying, 'chat'::character varying])::text[]))),
    CONSTRAINT ck_notice_purpose CHECK (((purpose)::text = ANY ((ARRAY['material_request'::character varying, 'submit_request'::character varying, 'review_request'::character varying, 'approval_request'::character varying, 'publish_request'::character varying, 'retrospective_request'::character varying, 'reminder'::character varying, 'escalation'::character varying, 'changes_requested'::character varying, 'decision_received'::character varying, 'published'::character varying, 'comment_received'::character varying, 'reply_received'::character varying, 'absence_offered'::character varying, 'bounce_report'::character varying, 'overview'::character varying, 'mentioned'::character varying, 'corrected'::character varying, 'link_renewed'::character varying, 'take_down_request'::character varying])::text[]))),
    CONSTRAINT ck_notice_state CHECK (((state)::text = ANY ((ARRAY['queued'::character varying, 'leased'::character varying, 'sending'::character varying, 'sent'::character varying, 'retry'::character varying, 'unknown'::character varying, 'dead'::character varying, 'cancelled'::character varying])::text[])))
);
CREATE TABLE public.picture (
    id integer NOT NULL,
    post_id integer NOT NULL,
    house character varying NOT NULL,
    name character varying NOT NULL,
    sha256 character varying NOT NULL,
    alt_text character varying NOT NULL,
    consent character varying NOT NULL,
    delivered_by character varying NOT NULL,
    delivered_at timestamp with time zone NOT NULL,
    credit character varying DEFAULT ''::character varying NOT NULL,
    answer character varying,
    answer_comment character varying DEFAULT ''::character varying NOT NULL,
    answered_by character varying DEFAULT ''::character varying NOT NULL,
    answered_at timestamp with time zone,
    CONSTRAINT ck_picture_answer CHECK (((answer)::text = ANY ((ARRAY['accepted'::character varying, 'insufficient'::character varying, 'declined'::character varying])::text[])))
);
CREATE TABLE public.post (
    id integer NOT NULL,
    number character varying NOT NULL,
    title character varying NOT NULL,
    author character varying NOT NULL,
    state character varying NOT NULL,
    slot_at timestamp with time zone NOT NULL,
    first_slot_at timestamp with time zone NOT NULL,
    request_by timestamp with time zone,
    wants_assets boolean NOT NULL,
    wants_graphics boolean NOT NULL,
    version integer NOT NULL,
    fingerprint character varying NOT NULL,
    row_version integer NOT NULL,
    overridden boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    published_at timestamp with time zone,
    channels character varying DEFAULT ''::character varying NOT NULL,
    CONSTRAINT ck_post_counters CHECK (((version > 0) AND (row_version > 0))),
    CONSTRAINT ck_post_state CHECK (((state)::text = ANY ((ARRAY['draft'::character varying, 'asset_requested'::character varying, 'ministry_review'::character varying, 'staatskanzlei_approval'::character varying, 'scheduled'::character varying, 'published'::character varying, 'withdrawn'::character varying])::text[])))
);
CREATE TABLE public.post_house (
    post_id integer NOT NULL,
    house character varying NOT NULL
);
CREATE TABLE public.proof (
    post_id integer NOT NULL,
    channel character varying NOT NULL,
    permalink character varying NOT NULL,
    recorded_by character varying NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);
CREATE TABLE public.saved_view (
    person character varying NOT NULL,
    page character varying NOT NULL,
    name character varying NOT NULL,
    query character varying NOT NULL,
    saved_at timestamp with time zone NOT NULL
);
CREATE TABLE public.sign_in_link (
    digest character varying NOT NULL,
    person character varying NOT NULL,
    purpose character varying NOT NULL,
    made_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT ck_sign_in_link_purpose CHECK (((purpose)::text = ANY ((ARRAY['invitation'::character varying, 'sign_in'::character varying])::text[])))
);
CREATE TABLE public.step (
    id integer NOT NULL,
    post_id integer NOT NULL,
    version integer NOT NULL,
    kind character varying NOT NULL,
    house character varying NOT NULL,
    asked character varying NOT NULL,
    retrospective boolean NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    escalate_at timestamp with time zone,
    escalation integer NOT NULL,
    closed_at timestamp with time zone,
    outcome character varying,
    decided_by character varying,
    on_behalf_of character varying,
    comment character varying NOT NULL,
    short_by integer DEFAULT 0 NOT NULL,
    CONSTRAINT ck_step_closed CHECK (((closed_at IS NULL) = (outcome IS NULL))),
    CONSTRAINT ck_step_kind CHECK (((kind)::text = ANY ((ARRAY['draft'::character varying, 'assets'::character varying, 'graphics'::character varying, 'submit'::character varying, 'review'::character varying, 'approval'::character varying, 'publish'::character varying, 'take_down'::character varying])::text[]))),
    CONSTRAINT ck_step_outcome CHECK (((outcome)::text = ANY ((ARRAY['done'::character varying, 'delivered'::character varying, 'endorsed'::character varying, 'approved'::character varying, 'changes_requested'::character varying, 'void'::character varying])::text[])))
);
CREATE TABLE public.step_link (
    id integer NOT NULL,
    digest character varying NOT NULL,
    nonce character varying NOT NULL,
    kind character varying NOT NULL,
    step_id integer NOT NULL,
    post_id integer NOT NULL,
    version integer NOT NULL,
    recipient character varying NOT NULL,
    made_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    ended_how character varying,
    tries integer NOT NULL,
    CONSTRAINT ck_step_link_ended CHECK (((ended_at IS NULL) = (ended_how IS NULL))),
    CONSTRAINT ck_step_link_ended_how CHECK (((ended_how)::text = ANY ((ARRAY['reissued'::character varying, 'locked'::character varying])::text[]))),
    CONSTRAINT ck_step_link_kind CHECK (((kind)::text = ANY ((ARRAY['decide'::character varying, 'deliver'::character varying, 'receipt'::character varying, 'object'::character varying])::text[]))),
    CONSTRAINT ck_step_link_tries CHECK ((tries >= 0))
);
CREATE TABLE public.stored_file (
    sha256 character varying NOT NULL,
    media_type character varying NOT NULL,
    size integer NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    original character varying NOT NULL,
    has_original boolean NOT NULL,
    variants json NOT NULL,
    stored_at timestamp with time zone NOT NULL,
    stored_by character varying NOT NULL
);
CREATE TABLE public.version (
    post_id integer NOT NULL,
    number integer NOT NULL,
    fingerprint character varying NOT NULL,
    content json NOT NULL,
    author character varying NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    corrects integer
);
CREATE TABLE public.visit (
    digest character varying NOT NULL,
    person character varying NOT NULL,
    began_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    way character varying NOT NULL,
    device character varying NOT NULL
);
INSERT INTO public.absence VALUES (1, 'ines', '2023-09-25', '2023-09-29', 'ada', '2023-09-18 07:05:00+00', 'Urlaub', NULL);
INSERT INTO public.account VALUES ('ines', '2023-09-18 07:05:00+00', 'ada', '2023-09-18 07:05:00+00', 'ada', NULL, NULL, 0, NULL, '', '', true);
INSERT INTO public.alembic_version VALUES ('0004');
INSERT INTO public.audit VALUES (1, 1, '2023-001', 1, '2023-09-18 07:00:00+00', 'add', '', 'draft', 'Ada Lorenz', 'ada', 'coordinator', '', '', 1, '979910b72600910c0dcd8cddf292e8e21c2d21e5a64eae9197cc4b3030c5f4cb', '', '{}', '0000000000000000000000000000000000000000000000000000000000000000', 'c9c1d986cd75892c0cc692bbfd68fcb6422e3f2ee7076f203f5260921c08200b');
INSERT INTO public.audit VALUES (2, 1, '2023-001', 2, '2023-09-18 07:00:00+00', 'submit', 'draft', 'ministry_review', 'Ada Lorenz', 'ada', 'coordinator', '', '', 1, '979910b72600910c0dcd8cddf292e8e21c2d21e5a64eae9197cc4b3030c5f4cb', '', '{"door":"command line","os_user":"ada"}', 'c9c1d986cd75892c0cc692bbfd68fcb6422e3f2ee7076f203f5260921c08200b', 'e446e53915cfc57993576b5604181bc8bbbc93f10631bf2f79350376fa7a8793');
INSERT INTO public.audit VALUES (3, 1, '2023-001', 3, '2023-09-18 07:05:00+00', 'endorse', 'ministry_review', 'staatskanzlei_approval', 'Erika Muster', '', 'deputy', 'Ines Iser', 'smi', 1, '979910b72600910c0dcd8cddf292e8e21c2d21e5a64eae9197cc4b3030c5f4cb', '', '{"door":"link","forwarded":true,"issued_to":"ivo","link":1}', 'e446e53915cfc57993576b5604181bc8bbbc93f10631bf2f79350376fa7a8793', '206b4e2954c524d1ee80a930eb674ad153248b3b77b0380fee6aa0d09cda829c');
INSERT INTO public.audit VALUES (4, 1, '2023-001', 4, '2023-09-18 07:05:00+00', 'approve', 'staatskanzlei_approval', 'scheduled', 'Clara Müller', 'clara', 'approver', '', 'sk', 1, '979910b72600910c0dcd8cddf292e8e21c2d21e5a64eae9197cc4b3030c5f4cb', 'Bitte das Datum prüfen.', '{"before":{"cancelled":[8,9,10,11],"opened":[4,4],"owed":[14,16],"steps":{"3":"2023-11-23T08:00:00+00:00"}}}', '206b4e2954c524d1ee80a930eb674ad153248b3b77b0380fee6aa0d09cda829c', '0ea626db0c160388b975283cb5cfc654af12a1fb94e62933ceec5909f90e8706');
INSERT INTO public.audit VALUES (5, 1, '2023-001', 5, '2023-09-18 07:05:00+00', 'correct', 'scheduled', 'scheduled', 'Ben Krause', 'ben', 'coordinator', '', '', 2, 'e2a22e3fd4c7935d0cc0fc2ce9401aa667f783e5cd756005b1e6170da9370dfe', 'Satzzeichen', '{"changed":["text:xing"],"corrects":1,"words":[{"after":"Feuerwehr!","before":"Feuerwehr.","channel":"xing"}]}', '0ea626db0c160388b975283cb5cfc654af12a1fb94e62933ceec5909f90e8706', '783623aa999d913632bd054656de773e2046a14291f9c4db0adbac60d68d3e71');
INSERT INTO public.audit VALUES (6, 2, '2023-002', 1, '2023-09-18 07:00:00+00', 'add', '', 'draft', 'Ada Lorenz', 'ada', 'coordinator', '', '', 1, '979910b72600910c0dcd8cddf292e8e21c2d21e5a64eae9197cc4b3030c5f4cb', '', '{}', '783623aa999d913632bd054656de773e2046a14291f9c4db0adbac60d68d3e71', '6403947bfd371ddd643e1518e756b24060c65b9566668fce35fbeff491d200f4');
INSERT INTO public.audit VALUES (7, 2, '2023-002', 2, '2023-09-18 07:05:00+00', 'request_assets', 'draft', 'asset_requested', 'Ada Lorenz', 'ada', 'coordinator', '', '', 1, '979910b72600910c0dcd8cddf292e8e21c2d21e5a64eae9197cc4b3030c5f4cb', '', '{}', '6403947bfd371ddd643e1518e756b24060c65b9566668fce35fbeff491d200f4', '584121e881421714f3a6ae2e82a42244b12945c3d1390ed189e787705a5cfb06');
INSERT INTO public.audit VALUES (8, 2, '2023-002', 3, '2023-09-18 07:05:00+00', 'deliver', 'asset_requested', 'asset_requested', 'Ines Iser', 'ines', 'asked', '', 'smi', 2, '457b2c69e4a41573d83c3005cd7658ed8cb2fcbef861f0430c2dc3de05371d35', '', '{"alt_text":"","consent":"","picture":"Mia_Muster.jpg","sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}', '584121e881421714f3a6ae2e82a42244b12945c3d1390ed189e787705a5cfb06', '630ed67570f6442fcfd34d0e82feff45a45325ac2f4de0c0e94333b13168cb7e');
INSERT INTO public.audit VALUES (9, 2, '2023-002', NULL, '2023-09-18 07:05:00+00', 'consent', 'asset_requested', 'asset_requested', 'Ada Lorenz', 'ada', 'coordinator', '', 'smi', 2, '457b2c69e4a41573d83c3005cd7658ed8cb2fcbef861f0430c2dc3de05371d35', '', '{"channels":"instagram,linkedin,xing","consent":1,"first_day":"2023-09-01","last_day":"","picture":"Mia_Muster.jpg","sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}', '630ed67570f6442fcfd34d0e82feff45a45325ac2f4de0c0e94333b13168cb7e', 'daf9821626cc32bb98eb3163da181c4a29cdff77eba9da4290c3d9ae23d77968');
INSERT INTO public.audit VALUES (10, 2, '2023-002', 4, '2023-09-18 07:05:00+00', 'deliver', 'asset_requested', 'asset_requested', 'Ada Lorenz', 'ada', 'coordinator', '', 'smi', 2, '457b2c69e4a41573d83c3005cd7658ed8cb2fcbef861f0430c2dc3de05371d35', '', '{"alt_text":"","consent":"consent 1","picture":"Mia_Muster.jpg","sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}', 'daf9821626cc32bb98eb3163da181c4a29cdff77eba9da4290c3d9ae23d77968', 'ea47adcc19c793d31b3f71cfc57569c71c42c81056de4cc9d6e9ff0d2a3c3b1f');
INSERT INTO public.audit VALUES (11, 2, '2023-002', NULL, '2023-09-18 07:05:00+00', 'comment_internal', 'asset_requested', 'asset_requested', 'Ada Lorenz', 'ada', 'coordinator', '', 'agentur', 2, '457b2c69e4a41573d83c3005cd7658ed8cb2fcbef861f0430c2dc3de05371d35', '', '{"address":"ada@agentur.example.org","comment":1,"sha256":"b50e3abf949c116b458c32aaf0af435726402c36c18ac90e2e106d635981b355"}', 'ea47adcc19c793d31b3f71cfc57569c71c42c81056de4cc9d6e9ff0d2a3c3b1f', 'e76dea4b8785f70cd3404606181792a9d2e99e5c2632ce5c856d87f63d4bbba0');
INSERT INTO public.audit VALUES (12, 2, '2023-002', 5, '2023-09-18 07:05:00+00', 'save', 'asset_requested', 'asset_requested', 'Ada Lorenz', 'ada', 'coordinator', '', '', 2, '457b2c69e4a41573d83c3005cd7658ed8cb2fcbef861f0430c2dc3de05371d35', 'Titel geändert', '{"changed":["title"]}', 'e76dea4b8785f70cd3404606181792a9d2e99e5c2632ce5c856d87f63d4bbba0', '0ce29c5b2d23e2a5907513c6f537e37221bd09db7d4221d7e2a9094e08f7ce9f');
INSERT INTO public.audit VALUES (13, 2, '2023-002', NULL, '2023-09-18 07:05:00+00', 'comment', 'asset_requested', 'asset_requested', 'Ines Iser', 'ines', 'contact', '', 'smi', 2, '457b2c69e4a41573d83c3005cd7658ed8cb2fcbef861f0430c2dc3de05371d35', 'Das Bild ist von gestern.', '{"address":"ines@smi.example.org","comment":2}', '0ce29c5b2d23e2a5907513c6f537e37221bd09db7d4221d7e2a9094e08f7ce9f', '187005bd8ad5da6af5990e7d77a876f85509bb8511d578cd5181170ef71a4d8f');
INSERT INTO public.audit VALUES (14, NULL, '', NULL, '2023-09-18 07:05:00+00', 'absence', '', '', 'Ada Lorenz', 'ada', 'coordinator', '', 'smi', NULL, '', 'Urlaub', '{"absence":1,"first_day":"2023-09-25","last_day":"2023-09-29","person":"Ines Iser"}', '187005bd8ad5da6af5990e7d77a876f85509bb8511d578cd5181170ef71a4d8f', '817523b4459a9df38b5306b21d1d205706836747bdbb3411f4994f17530b39e1');
INSERT INTO public.audit VALUES (15, NULL, '', NULL, '2023-09-18 07:05:00+00', 'mail_suppress', '', '', 'Ada Lorenz', 'ada', 'coordinator', '', '', NULL, '', 'verzogen', '{"address":"weg@smi.example.org"}', '817523b4459a9df38b5306b21d1d205706836747bdbb3411f4994f17530b39e1', 'f7e13daa6745d75a5c271a77c020239e026099c18896a80305cc3927a8ea1e27');
INSERT INTO public.audit VALUES (16, NULL, '', NULL, '2023-09-18 07:05:00+00', 'account_invite', '', '', 'Ada Lorenz', 'ada', 'coordinator', '', '', NULL, '', '', '{"person":"Ines Iser","person_key":"ines"}', 'f7e13daa6745d75a5c271a77c020239e026099c18896a80305cc3927a8ea1e27', '3aed1342899eaa33808c53e2fccd56869317ffb4da67a94e86ca54bce8f48f70');
INSERT INTO public.audit VALUES (17, NULL, '', NULL, '2023-09-18 07:05:00+00', 'account_disable', '', '', 'Ada Lorenz', 'ada', 'coordinator', '', '', NULL, '', '', '{"person":"Ines Iser","person_key":"ines"}', '3aed1342899eaa33808c53e2fccd56869317ffb4da67a94e86ca54bce8f48f70', '786fee55e04a633116068abc46bf46ff40c7664ae2f8fe741ab1865d4e27b761');
INSERT INTO public.audit_head VALUES (1, 17, '786fee55e04a633116068abc46bf46ff40c7664ae2f8fe741ab1865d4e27b761');
INSERT INTO public.bookmark VALUES ('prefect', 0);
INSERT INTO public.comment VALUES (1, 2, 2, 5, 'agentur', 'Ada Lorenz', 'ada', 'ada@agentur.example.org', 'Nur für uns: @ben bitte ansehen', 'Nur für uns: @ben bitte ansehen', '2023-09-18 07:05:00+00', NULL, true, 'ben,');
INSERT INTO public.comment VALUES (2, 2, 2, 5, 'smi', 'Ines Iser', 'ines', 'ines@smi.example.org', 'Das Bild ist von gestern.', 'Das Bild ist von gestern.', '2023-09-18 07:05:00+00', NULL, false, '');
INSERT INTO public.consent VALUES (1, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'Mia Muster', 'instagram,linkedin,xing,', 'Ausbildung', '2023-09-01', NULL, '', 'Akte 12', 'Ada Lorenz', '2023-09-18 07:05:00+00', NULL, '', '');
INSERT INTO public.mailbox VALUES ('weg@smi.example.org', 0, '', '2023-09-18 07:05:00+00', NULL, '2023-09-18 07:05:00+00', 'Ada Lorenz');
INSERT INTO public.message VALUES ('<ed23fedc4132e3c4d9114f4638b1934b@example.org>', 'ines', 'ines@smi.example.org', 'Mitzeichnung bis Mi 15.11.2023: 2023-001 „Ein Tag bei der Feuerwehr“', '\x46726f6d3a2022566f726c61756622203c766f726c617566406578616d706c652e6f72673e0d0a546f3a2022496e6573204973657222203c696e657340736d692e6578616d706c652e6f72673e0d0a5265706c792d546f3a2022416461204c6f72656e7a22203c616461406167656e7475722e6578616d706c652e6f72673e0d0a5375626a6563743a203d3f7574662d383f713f4d69747a656963686e756e675f6269735f4d695f31353d324531313d3245323032333d33415f323032332d3030315f3f3d0d0a203d3f7574662d383f713f3d45323d38303d394545696e5f5461675f6265695f6465725f4665756572776568723d45323d38303d39433f3d0d0a446174653a204d6f6e2c2031382053657020323032332030373a30353a3030202b303030300d0a4d6573736167652d49443a203c6564323366656463343133326533633464393131346634363338623139333462406578616d706c652e6f72673e0d0a4175746f2d5375626d69747465643a206175746f2d67656e6572617465640d0a582d4175746f2d526573706f6e73652d53757070726573733a20416c6c0d0a4d494d452d56657273696f6e3a20312e300d0a436f6e74656e742d547970653a206d756c7469706172742f6d697865643b0d0a20626f756e646172793d223d5f776974685f6263393761323965623833633737383464363930336538623430626238393032220d0a0d0a2d2d3d5f776974685f62633937613239656238336337373834643639303365386234306262383930320d0a436f6e74656e742d547970653a206d756c7469706172742f616c7465726e61746976653b0d0a20626f756e646172793d223d5f6263393761323965623833633737383464363930336538623430626238393032220d0a0d0a2d2d3d5f62633937613239656238336337373834643639303365386234306262383930320d0a436f6e74656e742d547970653a20746578742f706c61696e3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a0d0a477574656e2054616720496e657320497365722c0d0a0d0a646572204265697472616720323032332d303031203d45323d38303d394545696e205461672062656920646572204665756572776568723d45323d38303d394320736f6c6c20616d2044693d0d0a656e737461672c2032312e0d0a4e6f76656d62657220323032332c20756d2031303a30302055687220657273636865696e656e2e2042697474652070723d43333d424366656e205369652064656e204265697472616720663d0d0a3d43333d424372204968720d0a4861757320284d696e697374657269756d2064657320496e6e65726e2920756e64207a656963686e656e205369652046617373756e672031206d69742c20756e64207a776172206269730d0a4d697474776f63682c2031352e204e6f76656d62657220323032332c2031363a3030205568722e0d0a0d0a426569747261673a20202020323032332d3030312045696e205461672062656920646572204665756572776568720d0a5465726d696e3a20202020204469656e737461672c2032312e204e6f76656d62657220323032332c2031303a3030205568720d0a42657465696c6967743a20204d696e697374657269756d2064657320496e6e65726e0d0a46617373756e673a20202020310d0a46726973743a2020202020204d697474776f63682c2031352e204e6f76656d62657220323032332c2031363a3030205568720d0a0d0a49687265204d69747a656963686e756e672067696c7420663d43333d4243722067656e61752064656e20666f6c67656e64656e20496e68616c742e203d43333d38346e64657274206572203d0d0a736963680d0a64616e6163682c206c6567656e207769722049686e656e20646965206e6575652046617373756e67206e6f63682065696e6d616c20766f722e0d0a0d0a5465787420663d43333d42437220496e7374616772616d3a0d0a3e2045696e205461672062656920646572204665756572776568722e0d0a0d0a5465787420663d43333d424372204c696e6b6564496e3a0d0a3e2045696e205461672062656920646572204665756572776568722e0d0a0d0a5465787420663d43333d4243722058696e673a0d0a3e2045696e205461672062656920646572204665756572776568722e0d0a0d0a42696c6465723a0d0a2d206b65696e650d0a0d0a42697474652073636872656962656e2053696520756e73203d43333d42436265722064656e20666f6c67656e64656e204c696e6b2c206f6220536965206d69747a656963686e656e206f643d0d0a65720d0a77656c636865203d43333d38346e646572756e67656e2053696520657262697474656e3b204968726520416e74776f727420657272656963687420416461204c6f72656e7a0d0a28616461406167656e7475722e6578616d706c652e6f7267292e2044696520452d4d61696c20616c6c65696e20697374206e6f6368206b65696e65204d69747a656963686e756e673a0d0a4968726520456e74736368656964756e672067696c742c20736f62616c6420416461204c6f72656e7a2073696520696e2064657220416b74652066657374676568616c74656e206861742e0d0a4461723d43333d424362657220657268616c74656e205369652065696e6520426573743d43333d4134746967756e672e0d0a0d0a416e74776f7274207a7520323032332d3030312073636872656962656e3a0d0a6d61696c746f3a616461406167656e7475722e6578616d706c652e6f72673f7375626a6563743d3344323032332d30303125323045696e25323054616725323062656925323064657225323d0d0a304665756572776568720d0a0d0a4d697420667265756e646c696368656e2047723d43333d42433d43333d3946656e0d0a416461204c6f72656e7a0d0a4d61636820776173205769636874696765730d0a0d0a2d2d3d5f62633937613239656238336337373834643639303365386234306262383930320d0a436f6e74656e742d547970653a20746578742f68746d6c3b20636861727365743d227574662d38220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a2071756f7465642d7072696e7461626c650d0a0d0a3c21444f43545950452068746d6c3e0d0a3c68746d6c206c616e673d3344226465223e0d0a3c686561643e0d0a3c6d65746120636861727365743d3344227574662d38223e0d0a3c6d657461206e616d653d33442276696577706f72742220636f6e74656e743d33442277696474683d33446465766963652d77696474682c20696e697469616c2d7363616c653d334431223d0d0a3e0d0a3c6d657461206e616d653d334422636f6c6f722d736368656d652220636f6e74656e743d3344226c69676874206461726b223e0d0a3c6d657461206e616d653d334422737570706f727465642d636f6c6f722d736368656d65732220636f6e74656e743d3344226c69676874206461726b223e0d0a3c7469746c653e4d69747a656963686e756e6720626973204d692031352e31312e323032333a20323032332d303031203d45323d38303d394545696e2054616720626569206465722046653d0d0a756572776568723d45323d38303d39433c2f7469746c653e0d0a3c2f686561643e0d0a3c626f6479207374796c653d3344226d617267696e3a303b70616464696e673a303b223e0d0a3c212d2d5b6966206d736f5d3e3c7461626c6520726f6c653d33442270726573656e746174696f6e222077696474683d334422363030222063656c6c70616464696e673d334422302220633d0d0a656c6c73706163696e673d334422302220626f726465723d33442230223e3c74723e3c74643e3c215b656e6469665d2d2d3e0d0a3c7461626c6520726f6c653d33442270726573656e746174696f6e222077696474683d33442231303025222063656c6c70616464696e673d33442230222063656c6c73706163696e673d0d0a3d334422302220626f726465723d3344223022207374796c653d3344226d61782d77696474683a36303070783b223e0d0a3c74723e3c7464207374796c653d33442270616464696e673a313670783b666f6e742d66616d696c793a73797374656d2d75692c2d6170706c652d73797374656d2c275365676f652055493d0d0a272c417269616c2c73616e732d73657269663b666f6e742d73697a653a313670783b6c696e652d6865696768743a323470783b776f72642d627265616b3a627265616b2d776f72643b6f763d0d0a6572666c6f772d777261703a616e7977686572653b223e0d0a3c70207374796c653d3344226d617267696e3a302030203136707820303b223e477574656e2054616720496e657320497365722c3c2f703e0d0a3c70207374796c653d3344226d617267696e3a30203020313670783b223e646572204265697472616720323032332d303031203d45323d38303d394545696e2054616720626569206465723d0d0a204665756572776568723d45323d38303d394320736f6c6c20616d204469656e737461672c2032312e204e6f76656d62657220323032332c20756d2031303a3030205568722065727363683d0d0a65696e656e2e2042697474652070723d43333d424366656e205369652064656e204265697472616720663d43333d42437220496872204861757320284d696e697374657269756d206465733d0d0a20496e6e65726e2920756e64207a656963686e656e205369652046617373756e672031206d69742c20756e64207a77617220626973204d697474776f63682c2031352e204e6f76656d62653d0d0a7220323032332c2031363a3030205568722e3c2f703e0d0a3c7461626c652063656c6c70616464696e673d33442230222063656c6c73706163696e673d334422302220626f726465723d3344223022207374796c653d3344226d617267696e3a3020303d0d0a20313670783b223e0d0a3c74723e0d0a3c74682073636f70653d334422726f772220616c69676e3d3344226c656674222076616c69676e3d334422746f7022207374796c653d33442270616464696e673a302031367078203470783d0d0a20303b666f6e742d66616d696c793a73797374656d2d75692c2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b2c417269616c2c73616e732d73657269663b3d0d0a666f6e742d73697a653a313670783b6c696e652d6865696768743a323470783b666f6e742d7765696768743a626f6c643b77686974652d73706163653a6e6f777261703b776f72642d62723d0d0a65616b3a6e6f726d616c3b6f766572666c6f772d777261703a6e6f726d616c3b223e426569747261673c2f74683e0d0a3c74642076616c69676e3d334422746f7022207374796c653d33442270616464696e673a3020302034707820303b666f6e742d66616d696c793a73797374656d2d75692c2d6170706c652d3d0d0a73797374656d2c262333393b5365676f65205549262333393b2c417269616c2c73616e732d73657269663b666f6e742d73697a653a313670783b6c696e652d6865696768743a323470783b3d0d0a776f72642d627265616b3a627265616b2d776f72643b6f766572666c6f772d777261703a616e7977686572653b223e323032332d3030312045696e205461672062656920646572204665753d0d0a6572776568723c2f74643e0d0a3c2f74723e0d0a3c74723e0d0a3c74682073636f70653d334422726f772220616c69676e3d3344226c656674222076616c69676e3d334422746f7022207374796c653d33442270616464696e673a302031367078203470783d0d0a20303b666f6e742d66616d696c793a73797374656d2d75692c2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b2c417269616c2c73616e732d73657269663b3d0d0a666f6e742d73697a653a313670783b6c696e652d6865696768743a323470783b666f6e742d7765696768743a626f6c643b77686974652d73706163653a6e6f777261703b776f72642d62723d0d0a65616b3a6e6f726d616c3b6f766572666c6f772d777261703a6e6f726d616c3b223e5465726d696e3c2f74683e0d0a3c74642076616c69676e3d334422746f7022207374796c653d33442270616464696e673a3020302034707820303b666f6e742d66616d696c793a73797374656d2d75692c2d6170706c652d3d0d0a73797374656d2c262333393b5365676f65205549262333393b2c417269616c2c73616e732d73657269663b666f6e742d73697a653a313670783b6c696e652d6865696768743a323470783b3d0d0a776f72642d627265616b3a627265616b2d776f72643b6f766572666c6f772d777261703a616e7977686572653b223e4469656e737461672c2032312e204e6f76656d62657220323032332c3d0d0a2031303a3030205568723c2f74643e0d0a3c2f74723e0d0a3c74723e0d0a3c74682073636f70653d334422726f772220616c69676e3d3344226c656674222076616c69676e3d334422746f7022207374796c653d33442270616464696e673a302031367078203470783d0d0a20303b666f6e742d66616d696c793a73797374656d2d75692c2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b2c417269616c2c73616e732d73657269663b3d0d0a666f6e742d73697a653a313670783b6c696e652d6865696768743a323470783b666f6e742d7765696768743a626f6c643b77686974652d73706163653a6e6f777261703b776f72642d62723d0d0a65616b3a6e6f726d616c3b6f766572666c6f772d777261703a6e6f726d616c3b223e42657465696c6967743c2f74683e0d0a3c74642076616c69676e3d334422746f7022207374796c653d33442270616464696e673a3020302034707820303b666f6e742d66616d696c793a73797374656d2d75692c2d6170706c652d3d0d0a73797374656d2c262333393b5365676f65205549262333393b2c417269616c2c73616e732d73657269663b666f6e742d73697a653a313670783b6c696e652d6865696768743a323470783b3d0d0a776f72642d627265616b3a627265616b2d776f72643b6f766572666c6f772d777261703a616e7977686572653b223e4d696e697374657269756d2064657320496e6e65726e3c2f74643e0d0a3c2f74723e0d0a3c74723e0d0a3c74682073636f70653d334422726f772220616c69676e3d3344226c656674222076616c69676e3d334422746f7022207374796c653d33442270616464696e673a302031367078203470783d0d0a20303b666f6e742d66616d696c793a73797374656d2d75692c2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b2c417269616c2c73616e732d73657269663b3d0d0a666f6e742d73697a653a313670783b6c696e652d6865696768743a323470783b666f6e742d7765696768743a626f6c643b77686974652d73706163653a6e6f777261703b776f72642d62723d0d0a65616b3a6e6f726d616c3b6f766572666c6f772d777261703a6e6f726d616c3b223e46617373756e673c2f74683e0d0a3c74642076616c69676e3d334422746f7022207374796c653d33442270616464696e673a3020302034707820303b666f6e742d66616d696c793a73797374656d2d75692c2d6170706c652d3d0d0a73797374656d2c262333393b5365676f65205549262333393b2c417269616c2c73616e732d73657269663b666f6e742d73697a653a313670783b6c696e652d6865696768743a323470783b3d0d0a776f72642d627265616b3a627265616b2d776f72643b6f766572666c6f772d777261703a616e7977686572653b223e313c2f74643e0d0a3c2f74723e0d0a3c74723e0d0a3c74682073636f70653d334422726f772220616c69676e3d3344226c656674222076616c69676e3d334422746f7022207374796c653d33442270616464696e673a302031367078203470783d0d0a20303b666f6e742d66616d696c793a73797374656d2d75692c2d6170706c652d73797374656d2c262333393b5365676f65205549262333393b2c417269616c2c73616e732d73657269663b3d0d0a666f6e742d73697a653a313670783b6c696e652d6865696768743a323470783b666f6e742d7765696768743a626f6c643b77686974652d73706163653a6e6f777261703b776f72642d62723d0d0a65616b3a6e6f726d616c3b6f766572666c6f772d777261703a6e6f726d616c3b223e46726973743c2f74683e0d0a3c74642076616c69676e3d334422746f7022207374796c653d33442270616464696e673a3020302034707820303b666f6e742d66616d696c793a73797374656d2d75692c2d6170706c652d3d0d0a73797374656d2c262333393b5365676f65205549262333393b2c417269616c2c73616e732d73657269663b666f6e742d73697a653a313670783b6c696e652d6865696768743a323470783b3d0d0a776f72642d627265616b3a627265616b2d776f72643b6f766572666c6f772d777261703a616e7977686572653b223e4d697474776f63682c2031352e204e6f76656d62657220323032332c3d0d0a2031363a3030205568723c2f74643e0d0a3c2f74723e0d0a3c2f7461626c653e0d0a3c70207374796c653d3344226d617267696e3a30203020313670783b223e49687265204d69747a656963686e756e672067696c7420663d43333d4243722067656e61752064656e20666f6c3d0d0a67656e64656e20496e68616c742e203d43333d38346e6465727420657220736963682064616e6163682c206c6567656e207769722049686e656e20646965206e6575652046617373756e673d0d0a206e6f63682065696e6d616c20766f722e3c2f703e0d0a3c70207374796c653d3344226d617267696e3a302030203470783b666f6e742d7765696768743a626f6c643b223e5465787420663d43333d42437220496e7374616772616d3c2f703e0d0a3c626c6f636b71756f7465207374796c653d3344226d617267696e3a30203020313670783b70616464696e673a302030203020313270783b626f726465722d6c6566743a33707820736f6c3d0d0a696420233736373637363b223e45696e205461672062656920646572204665756572776568722e3c2f626c6f636b71756f74653e0d0a3c70207374796c653d3344226d617267696e3a302030203470783b666f6e742d7765696768743a626f6c643b223e5465787420663d43333d424372204c696e6b6564496e3c2f703e0d0a3c626c6f636b71756f7465207374796c653d3344226d617267696e3a30203020313670783b70616464696e673a302030203020313270783b626f726465722d6c6566743a33707820736f6c3d0d0a696420233736373637363b223e45696e205461672062656920646572204665756572776568722e3c2f626c6f636b71756f74653e0d0a3c70207374796c653d3344226d617267696e3a302030203470783b666f6e742d7765696768743a626f6c643b223e5465787420663d43333d4243722058696e673c2f703e0d0a3c626c6f636b71756f7465207374796c653d3344226d617267696e3a30203020313670783b70616464696e673a302030203020313270783b626f726465722d6c6566743a33707820736f6c3d0d0a696420233736373637363b223e45696e205461672062656920646572204665756572776568722e3c2f626c6f636b71756f74653e0d0a3c70207374796c653d3344226d617267696e3a302030203470783b666f6e742d7765696768743a626f6c643b223e42696c6465723c2f703e0d0a3c756c207374796c653d3344226d617267696e3a30203020313670783b70616464696e673a302030203020323470783b223e0d0a3c6c69207374796c653d3344226d617267696e3a302030203470783b223e6b65696e653c2f6c693e0d0a3c2f756c3e0d0a3c70207374796c653d3344226d617267696e3a30203020313670783b223e42697474652073636872656962656e2053696520756e73203d43333d42436265722064656e20666f6c67656e643d0d0a656e204c696e6b2c206f6220536965206d69747a656963686e656e206f6465722077656c636865203d43333d38346e646572756e67656e2053696520657262697474656e3b2049687265203d0d0a416e74776f727420657272656963687420416461204c6f72656e7a2028616461406167656e7475722e6578616d706c652e6f7267292e2044696520452d4d61696c20616c6c65696e2069733d0d0a74206e6f6368206b65696e65204d69747a656963686e756e673a204968726520456e74736368656964756e672067696c742c20736f62616c6420416461204c6f72656e7a2073696520696e3d0d0a2064657220416b74652066657374676568616c74656e206861742e204461723d43333d424362657220657268616c74656e205369652065696e6520426573743d43333d4134746967756e673d0d0a2e3c2f703e0d0a3c70207374796c653d3344226d617267696e3a30203020313670783b223e3c6120687265663d3344226d61696c746f3a616461406167656e7475722e6578616d706c652e6f72673f7375623d0d0a6a6563743d3344323032332d30303125323045696e25323054616725323062656925323064657225323046657565727765687222207374796c653d334422646973706c61793a696e6c696e3d0d0a652d626c6f636b3b70616464696e673a38707820303b666f6e742d7765696768743a626f6c643b223e416e74776f7274207a7520323032332d3030312073636872656962656e3c2f613e3c3d0d0a2f703e0d0a3c70207374796c653d3344226d617267696e3a303b223e4d697420667265756e646c696368656e2047723d43333d42433d43333d3946656e3c62723e0d0a416461204c6f72656e7a3c62723e0d0a4d61636820776173205769636874696765733c2f703e0d0a3c2f74643e3c2f74723e0d0a3c2f7461626c653e0d0a3c212d2d5b6966206d736f5d3e3c2f74643e3c2f74723e3c2f7461626c653e3c215b656e6469665d2d2d3e0d0a3c2f626f64793e0d0a3c2f68746d6c3e0d0a0d0a2d2d3d5f62633937613239656238336337373834643639303365386234306262383930322d2d0d0a0d0a2d2d3d5f776974685f62633937613239656238336337373834643639303365386234306262383930320d0a436f6e74656e742d547970653a20746578742f63616c656e6461723b20636861727365743d227574662d38223b206d6574686f643d225055424c495348223b0d0a206e616d653d2266726973742d323032332d3030312e696373220d0a436f6e74656e742d5472616e736665722d456e636f64696e673a206261736536340d0a436f6e74656e742d446973706f736974696f6e3a206174746163686d656e743b2066696c656e616d653d2266726973742d323032332d3030312e696373220d0a0d0a516b564853553436566b4e425445564f524546534451705752564a545355394f4f6a49754d41304b55464a5052456c454f6930764c315a76636d7868645759764c3052315a53426b5958526c0d0a637938765255344e436b4e4254464e44515578464f6b645352556450556b6c425467304b54555655534539454f6c4256516b784a5530674e436b4a4652306c4f4f6c5a46566b564f5641304b0d0a5531564e545546535754704e615852365a576c6a61473531626d63675a734f6b624778705a7a6f674d6a41794d7930774d444567346f436552576c75494652685a7942695a576b675a4756790d0a49455a6c645756796432566f63754b416e41304b524652545645465356446f794d44497a4d5445784e5651784e4451314d444261445170455645564f52446f794d44497a4d5445784e5651780d0a4e5441774d4442614451704556464e55515531514f6a49774d6a4d774f544534564441334d4455774d466f4e436c564a5244707a644756774c544a415a586868625842735a533576636d634e0d0a436b524655304e53535642555355394f4f6d316861577830627a70685a4746415957646c626e52316369356c654746746347786c4c6d39795a7a397a64574a715a574e30505449774d6a4d740d0a4d4441784a54497752576c754a5449775647466e4a54497744516f67596d56704a5449775a4756794a544977526d56315a584a335a57687944517055556b464f5531413656464a42546c4e510d0a51564a46546c514e436c677454556c44556b395454305a554c554e455479314356564e5a55315242564656544f6b5a535255554e436b4a4652306c4f4f6c5a42544546535451304b51554e550d0a5355394f4f6b524a5531424d51566b4e436b524655304e53535642555355394f4f6b31706448706c61574e6f626e56755a79426d7736527362476c6e4f6941794d44497a4c5441774d5344690d0a674a3546615734675647466e49474a6c6153426b5a584967526d56315a584a335a576879346f436344517055556b6c48523056534f6931514d55514e436b564f5244705751557842556b304e0d0a436b564f5244705752565a46546c514e436b564f524470575130464d525535455156494e43673d3d0d0a0d0a2d2d3d5f776974685f62633937613239656238336337373834643639303365386234306262383930322d2d0d0a', '2023-09-18 07:05:00+00');
INSERT INTO public.notice VALUES (1, 1, 1, 1, 'reminder', 'mail', 'ada', 'agentur', 1, '2023-11-09 08:00:00+00', '2023-11-09 08:00:00+00', 'cancelled', 0, 0, 0, NULL, NULL, NULL, '2023-09-18 07:00:00+00', NULL);
INSERT INTO public.notice VALUES (2, 1, 1, 1, 'reminder', 'mail', 'ada', 'agentur', 2, '2023-11-10 08:00:00+00', '2023-11-10 08:00:00+00', 'cancelled', 0, 0, 0, NULL, NULL, NULL, '2023-09-18 07:00:00+00', NULL);
INSERT INTO public.notice VALUES (3, 1, 1, 1, 'reminder', 'mail', 'ada', 'agentur', 3, '2023-11-14 08:00:00+00', '2023-11-14 08:00:00+00', 'cancelled', 0, 0, 0, NULL, NULL, NULL, '2023-09-18 07:00:00+00', NULL);
INSERT INTO public.notice VALUES (4, 2, 1, 1, 'review_request', 'mail', 'ines', 'smi', 0, '2023-09-18 07:00:00+00', '2023-09-18 07:00:00+00', 'sent', 0, 1, 0, NULL, NULL, '<ed23fedc4132e3c4d9114f4638b1934b@example.org>', '2023-09-18 07:05:00+00', NULL);
INSERT INTO public.notice VALUES (5, 2, 1, 1, 'reminder', 'mail', 'ines', 'smi', 1, '2023-11-14 08:00:00+00', '2023-11-14 08:00:00+00', 'cancelled', 0, 0, 0, NULL, NULL, NULL, '2023-09-18 07:05:00+00', NULL);
INSERT INTO public.notice VALUES (6, 2, 1, 1, 'reminder', 'mail', 'ines', 'smi', 2, '2023-11-15 08:00:00+00', '2023-11-15 08:00:00+00', 'cancelled', 0, 0, 0, NULL, NULL, NULL, '2023-09-18 07:05:00+00', NULL);
INSERT INTO public.notice VALUES (7, 2, 1, 1, 'reminder', 'mail', 'ines', 'smi', 3, '2023-11-17 08:00:00+00', '2023-11-17 08:00:00+00', 'cancelled', 0, 0, 0, NULL, NULL, NULL, '2023-09-18 07:05:00+00', NULL);
INSERT INTO public.notice VALUES (12, 2, 1, 1, 'decision_received', 'mail', 'ines', 'smi', 0, '2023-09-18 07:05:00+00', '2023-09-18 07:05:00+00', 'queued', 0, 0, 0, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.notice VALUES (13, 2, 1, 1, 'decision_received', 'mail', 'ivo', 'smi', 0, '2023-09-18 07:05:00+00', '2023-09-18 07:05:00+00', 'queued', 0, 0, 0, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.notice VALUES (8, 3, 1, 1, 'approval_request', 'mail', 'clara', 'sk', 0, '2023-09-18 07:05:00+00', '2023-09-18 07:05:00+00', 'cancelled', 0, 0, 0, NULL, NULL, NULL, '2023-09-18 07:05:00+00', NULL);
INSERT INTO public.notice VALUES (9, 3, 1, 1, 'reminder', 'mail', 'clara', 'sk', 1, '2023-11-17 08:00:00+00', '2023-11-17 08:00:00+00', 'cancelled', 0, 0, 0, NULL, NULL, NULL, '2023-09-18 07:05:00+00', NULL);
INSERT INTO public.notice VALUES (10, 3, 1, 1, 'reminder', 'mail', 'clara', 'sk', 2, '2023-11-20 08:00:00+00', '2023-11-20 08:00:00+00', 'cancelled', 0, 0, 0, NULL, NULL, NULL, '2023-09-18 07:05:00+00', NULL);
INSERT INTO public.notice VALUES (11, 3, 1, 1, 'reminder', 'mail', 'clara', 'sk', 3, '2023-11-23 08:00:00+00', '2023-11-23 08:00:00+00', 'cancelled', 0, 0, 0, NULL, NULL, NULL, '2023-09-18 07:05:00+00', NULL);
INSERT INTO public.notice VALUES (14, 4, 1, 1, 'publish_request', 'mail', 'ada', 'agentur', 0, '2023-11-21 09:00:00+00', '2023-11-21 09:00:00+00', 'queued', 0, 0, 0, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.notice VALUES (15, 4, 1, 1, 'reminder', 'mail', 'ada', 'agentur', 1, '2023-11-24 08:00:00+00', '2023-11-24 08:00:00+00', 'queued', 0, 0, 0, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.notice VALUES (16, 3, 1, 1, 'decision_received', 'mail', 'clara', 'sk', 0, '2023-09-18 07:05:30+00', '2023-09-18 07:05:30+00', 'queued', 0, 0, 0, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.notice VALUES (17, 2, 1, 2, 'corrected', 'mail', 'ines', 'smi', 0, '2023-09-18 07:05:00+00', '2023-09-18 07:05:00+00', 'queued', 0, 0, 0, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.notice VALUES (18, 3, 1, 2, 'corrected', 'mail', 'clara', 'sk', 0, '2023-09-18 07:05:00+00', '2023-09-18 07:05:00+00', 'queued', 0, 0, 0, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.notice VALUES (19, 5, 2, 1, 'material_request', 'mail', 'ines', 'smi', 0, '2023-09-18 07:05:00+00', '2023-09-18 07:05:00+00', 'queued', 0, 0, 0, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.notice VALUES (20, 5, 2, 1, 'reminder', 'mail', 'ines', 'smi', 1, '2023-11-09 08:00:00+00', '2023-11-09 08:00:00+00', 'queued', 0, 0, 0, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.notice VALUES (21, 5, 2, 1, 'reminder', 'mail', 'ines', 'smi', 2, '2023-11-10 08:00:00+00', '2023-11-10 08:00:00+00', 'queued', 0, 0, 0, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.notice VALUES (22, 5, 2, 1, 'reminder', 'mail', 'ines', 'smi', 3, '2023-11-14 08:00:00+00', '2023-11-14 08:00:00+00', 'queued', 0, 0, 0, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.notice VALUES (23, 5, 2, 2, 'mentioned', 'mail', 'ben', 'agentur', 1, '2023-09-19 07:00:00+00', '2023-09-19 07:00:00+00', 'queued', 0, 0, 0, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.notice VALUES (24, 5, 2, 2, 'comment_received', 'mail', 'ada', 'agentur', 2, '2023-09-18 07:05:00+00', '2023-09-18 07:05:00+00', 'queued', 0, 0, 0, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.notice VALUES (25, 5, 2, 1, 'material_request', 'mail', 'ines', 'smi', 4, '2023-09-25 07:00:00+00', '2023-09-25 07:00:00+00', 'queued', 0, 0, 0, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.picture VALUES (1, 2, 'smi', 'Mia_Muster.jpg', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '', 'consent 1', 'Ada Lorenz', '2023-09-18 07:05:00+00', '', NULL, '', '', NULL);
INSERT INTO public.post VALUES (1, '2023-001', 'Ein Tag bei der Feuerwehr', 'ada', 'scheduled', '2023-11-21 09:00:00+00', '2023-11-21 09:00:00+00', NULL, false, false, 2, 'e2a22e3fd4c7935d0cc0fc2ce9401aa667f783e5cd756005b1e6170da9370dfe', 5, false, '2023-09-18 07:00:00+00', NULL, 'instagram,linkedin,xing,');
INSERT INTO public.post VALUES (2, '2023-002', 'Eine Woche bei der Feuerwehr', 'ada', 'asset_requested', '2023-11-21 09:00:00+00', '2023-11-21 09:00:00+00', NULL, true, false, 2, '457b2c69e4a41573d83c3005cd7658ed8cb2fcbef861f0430c2dc3de05371d35', 5, false, '2023-09-18 07:00:00+00', NULL, 'instagram,linkedin,xing,');
INSERT INTO public.post_house VALUES (1, 'smi');
INSERT INTO public.post_house VALUES (2, 'smi');
INSERT INTO public.sign_in_link VALUES ('d29833e01390863a1023bd4135d42098bf4d5b2a3beabdddd2350dddd6e98d1b', 'ines', 'invitation', '2023-09-18 07:05:00+00', '2023-09-18 07:05:00+00', NULL);
INSERT INTO public.step VALUES (1, 1, 1, 'submit', 'agentur', 'ada', false, '2023-09-18 07:00:00+00', '2023-11-10 15:00:00+00', NULL, 0, '2023-09-18 07:00:00+00', 'done', 'Ada Lorenz', '', '', 0);
INSERT INTO public.step VALUES (2, 1, 1, 'review', 'smi', 'ines', false, '2023-09-18 07:00:00+00', '2023-11-15 15:00:00+00', NULL, 0, '2023-09-18 07:05:00+00', 'endorsed', 'Erika Muster', 'Ines Iser', '', 0);
INSERT INTO public.step VALUES (3, 1, 1, 'approval', 'sk', 'clara', false, '2023-09-18 07:05:00+00', '2023-11-20 15:00:00+00', NULL, 0, '2023-09-18 07:05:00+00', 'approved', 'Clara Müller', '', 'Bitte das Datum prüfen.', 0);
INSERT INTO public.step VALUES (4, 1, 1, 'publish', 'agentur', 'ada', false, '2023-09-18 07:05:00+00', '2023-11-21 09:00:00+00', '2023-11-24 08:00:00+00', 0, NULL, NULL, NULL, NULL, '', 0);
INSERT INTO public.step VALUES (5, 2, 1, 'assets', 'smi', 'ines', false, '2023-09-18 07:05:00+00', '2023-11-10 15:00:00+00', '2023-11-14 08:00:00+00', 0, NULL, NULL, NULL, NULL, '', 0);
INSERT INTO public.step_link VALUES (1, '061d4a0de3bc58d1dd46d84118f97d9886544a346bee605c8fbc6e819e922c38', '0f50a050b0f8c874bb438a502719b361', 'decide', 2, 1, 1, 'ivo', '2023-09-18 07:05:00+00', '2023-11-20 22:59:59.999999+00', NULL, NULL, 0);
INSERT INTO public.stored_file VALUES ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'image/jpeg', 120000, 1600, 1200, 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', false, '{"preview": "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"}', '2023-09-18 07:05:00+00', 'ines');
INSERT INTO public.version VALUES (1, 1, '979910b72600910c0dcd8cddf292e8e21c2d21e5a64eae9197cc4b3030c5f4cb', '{"link": "", "pictures": [], "slot_date": "2023-11-21", "texts": {"instagram": "Ein Tag bei der Feuerwehr.", "linkedin": "Ein Tag bei der Feuerwehr.", "xing": "Ein Tag bei der Feuerwehr."}}', 'ada', '2023-09-18 07:00:00+00', NULL);
INSERT INTO public.version VALUES (1, 2, 'e2a22e3fd4c7935d0cc0fc2ce9401aa667f783e5cd756005b1e6170da9370dfe', '{"link": "", "pictures": [], "slot_date": "2023-11-21", "texts": {"instagram": "Ein Tag bei der Feuerwehr.", "linkedin": "Ein Tag bei der Feuerwehr.", "xing": "Ein Tag bei der Feuerwehr!"}}', 'ben', '2023-09-18 07:05:00+00', 1);
INSERT INTO public.version VALUES (2, 1, '979910b72600910c0dcd8cddf292e8e21c2d21e5a64eae9197cc4b3030c5f4cb', '{"link": "", "pictures": [], "slot_date": "2023-11-21", "texts": {"instagram": "Ein Tag bei der Feuerwehr.", "linkedin": "Ein Tag bei der Feuerwehr.", "xing": "Ein Tag bei der Feuerwehr."}}', 'ada', '2023-09-18 07:00:00+00', NULL);
INSERT INTO public.version VALUES (2, 2, '457b2c69e4a41573d83c3005cd7658ed8cb2fcbef861f0430c2dc3de05371d35', '{"link": "", "pictures": [{"house": "smi", "name": "Mia_Muster.jpg", "sha256": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "alt_text": ""}], "slot_date": "2023-11-21", "texts": {"instagram": "Ein Tag bei der Feuerwehr.", "linkedin": "Ein Tag bei der Feuerwehr.", "xing": "Ein Tag bei der Feuerwehr."}}', 'ada', '2023-09-18 07:05:00+00', NULL);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.absence
    ADD CONSTRAINT pk_absence PRIMARY KEY (id);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT pk_account PRIMARY KEY (person);
ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT pk_api_token PRIMARY KEY (id);
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT pk_audit PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_head
    ADD CONSTRAINT pk_audit_head PRIMARY KEY (id);
ALTER TABLE ONLY public.bookmark
    ADD CONSTRAINT pk_bookmark PRIMARY KEY (name);
ALTER TABLE ONLY public.brief
    ADD CONSTRAINT pk_brief PRIMARY KEY (post_id);
ALTER TABLE ONLY public.comment
    ADD CONSTRAINT pk_comment PRIMARY KEY (id);
ALTER TABLE ONLY public.consent
    ADD CONSTRAINT pk_consent PRIMARY KEY (id);
ALTER TABLE ONLY public.house_rules
    ADD CONSTRAINT pk_house_rules PRIMARY KEY (house);
ALTER TABLE ONLY public.incoming
    ADD CONSTRAINT pk_incoming PRIMARY KEY (id);
ALTER TABLE ONLY public.mailbox
    ADD CONSTRAINT pk_mailbox PRIMARY KEY (address);
ALTER TABLE ONLY public.message
    ADD CONSTRAINT pk_message PRIMARY KEY (message_id);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT pk_notice PRIMARY KEY (id);
ALTER TABLE ONLY public.picture
    ADD CONSTRAINT pk_picture PRIMARY KEY (id);
ALTER TABLE ONLY public.post
    ADD CONSTRAINT pk_post PRIMARY KEY (id);
ALTER TABLE ONLY public.post_house
    ADD CONSTRAINT pk_post_house PRIMARY KEY (post_id, house);
ALTER TABLE ONLY public.proof
    ADD CONSTRAINT pk_proof PRIMARY KEY (post_id, channel);
ALTER TABLE ONLY public.saved_view
    ADD CONSTRAINT pk_saved_view PRIMARY KEY (person, page, name);
ALTER TABLE ONLY public.sign_in_link
    ADD CONSTRAINT pk_sign_in_link PRIMARY KEY (digest);
ALTER TABLE ONLY public.step
    ADD CONSTRAINT pk_step PRIMARY KEY (id);
ALTER TABLE ONLY public.step_link
    ADD CONSTRAINT pk_step_link PRIMARY KEY (id);
ALTER TABLE ONLY public.stored_file
    ADD CONSTRAINT pk_stored_file PRIMARY KEY (sha256);
ALTER TABLE ONLY public.version
    ADD CONSTRAINT pk_version PRIMARY KEY (post_id, number);
ALTER TABLE ONLY public.visit
    ADD CONSTRAINT pk_visit PRIMARY KEY (digest);
ALTER TABLE ONLY public.api_token
    ADD CONSTRAINT uq_api_token_digest UNIQUE (digest);
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT uq_audit_hash UNIQUE (hash);
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT uq_audit_post_id_row_version UNIQUE (post_id, row_version);
ALTER TABLE ONLY public.comment
    ADD CONSTRAINT uq_comment_incoming_id UNIQUE (incoming_id);
ALTER TABLE ONLY public.incoming
    ADD CONSTRAINT uq_incoming_digest UNIQUE (digest);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT uq_notice_step_id_version_purpose_recipient_n UNIQUE (step_id, version, purpose, recipient, n);
ALTER TABLE ONLY public.picture
    ADD CONSTRAINT uq_picture_post_id_house_sha256 UNIQUE (post_id, house, sha256);
ALTER TABLE ONLY public.post
    ADD CONSTRAINT uq_post_number UNIQUE (number);
ALTER TABLE ONLY public.step_link
    ADD CONSTRAINT uq_step_link_digest UNIQUE (digest);
CREATE INDEX ix_absence_person ON public.absence USING btree (person);
CREATE INDEX ix_audit_by_hand ON public.audit USING btree (at) WHERE ((event)::text = 'remind_now'::text);
CREATE INDEX ix_audit_post_id ON public.audit USING btree (post_id);
CREATE INDEX ix_comment_post_id ON public.comment USING btree (post_id);
CREATE INDEX ix_consent_last_day ON public.consent USING btree (last_day);
CREATE INDEX ix_consent_picture ON public.consent USING btree (picture);
CREATE INDEX ix_incoming_id ON public.incoming USING btree (id) WHERE (handled_at IS NULL);
CREATE INDEX ix_incoming_post_id ON public.incoming USING btree (post_id);
CREATE INDEX ix_message_recipient ON public.message USING btree (recipient);
CREATE INDEX ix_notice_due_at ON public.notice USING btree (due_at) WHERE ((state)::text = ANY ((ARRAY['queued'::character varying, 'retry'::character varying])::text[]));
CREATE INDEX ix_notice_lease_until ON public.notice USING btree (lease_until) WHERE ((state)::text = ANY ((ARRAY['leased'::character varying, 'sending'::character varying])::text[]));
CREATE INDEX ix_notice_lost ON public.notice USING btree (settled_at) WHERE ((state)::text = ANY ((ARRAY['dead'::character varying, 'unknown'::character varying])::text[]));
CREATE INDEX ix_notice_message_id ON public.notice USING btree (message_id);
CREATE INDEX ix_notice_post_id ON public.notice USING btree (post_id);
CREATE INDEX ix_notice_settled_at ON public.notice USING btree (settled_at);
CREATE INDEX ix_picture_sha256 ON public.picture USING btree (sha256);
CREATE INDEX ix_post_house_house_post_id ON public.post_house USING btree (house, post_id);
CREATE INDEX ix_post_request_by ON public.post USING btree (request_by) WHERE (((state)::text = 'draft'::text) AND (request_by IS NOT NULL));
CREATE INDEX ix_post_slot_at ON public.post USING btree (slot_at);
CREATE INDEX ix_post_state_slot_at ON public.post USING btree (state, slot_at, request_by, wants_graphics);
CREATE INDEX ix_post_title ON public.post USING btree (title);
CREATE INDEX ix_sign_in_link_person ON public.sign_in_link USING btree (person);
CREATE INDEX ix_step_asked_due_at ON public.step USING btree (asked, due_at, kind) WHERE (closed_at IS NULL);
CREATE INDEX ix_step_due_at ON public.step USING btree (due_at) WHERE (closed_at IS NULL);
CREATE INDEX ix_step_escalate_at ON public.step USING btree (escalate_at) WHERE (closed_at IS NULL);
CREATE INDEX ix_step_house_closed_at ON public.step USING btree (house, closed_at) WHERE (closed_at IS NOT NULL);
CREATE INDEX ix_step_house_due_at ON public.step USING btree (house, due_at) WHERE (closed_at IS NULL);
CREATE INDEX ix_step_link_step_id ON public.step_link USING btree (step_id);
CREATE INDEX ix_step_open_post_id ON public.step USING btree (post_id) WHERE (closed_at IS NULL);
CREATE INDEX ix_step_post_id ON public.step USING btree (post_id);
CREATE INDEX ix_step_short_by ON public.step USING btree (due_at) WHERE ((closed_at IS NULL) AND (short_by > 0));
CREATE INDEX ix_stored_file_original ON public.stored_file USING btree (original);
CREATE INDEX ix_visit_person ON public.visit USING btree (person);
CREATE UNIQUE INDEX uq_notice_overview ON public.notice USING btree (recipient, n) WHERE ((purpose)::text = 'overview'::text);
CREATE UNIQUE INDEX uq_step_link_live ON public.step_link USING btree (step_id, version, kind, recipient) WHERE (ended_at IS NULL);
CREATE TRIGGER audit_rows BEFORE DELETE OR UPDATE ON public.audit FOR EACH ROW EXECUTE FUNCTION public.audit_is_kept();
CREATE TRIGGER audit_whole BEFORE TRUNCATE ON public.audit FOR EACH STATEMENT EXECUTE FUNCTION public.audit_is_kept();
CREATE TRIGGER message_rows BEFORE UPDATE ON public.message FOR EACH ROW EXECUTE FUNCTION public.message_is_kept();
CREATE TRIGGER message_whole BEFORE TRUNCATE ON public.message FOR EACH STATEMENT EXECUTE FUNCTION public.message_is_kept();
CREATE TRIGGER post_rows BEFORE DELETE ON public.post FOR EACH ROW EXECUTE FUNCTION public.post_is_kept();
CREATE TRIGGER post_whole BEFORE TRUNCATE ON public.post FOR EACH STATEMENT EXECUTE FUNCTION public.post_is_kept();
CREATE TRIGGER version_rows BEFORE DELETE OR UPDATE ON public.version FOR EACH ROW EXECUTE FUNCTION public.version_is_kept();
CREATE TRIGGER version_whole BEFORE TRUNCATE ON public.version FOR EACH STATEMENT EXECUTE FUNCTION public.version_is_kept();
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT fk_audit_post_id_post FOREIGN KEY (post_id) REFERENCES public.post(id);
ALTER TABLE ONLY public.brief
    ADD CONSTRAINT fk_brief_post_id_post FOREIGN KEY (post_id) REFERENCES public.post(id);
ALTER TABLE ONLY public.comment
    ADD CONSTRAINT fk_comment_incoming_id_incoming FOREIGN KEY (incoming_id) REFERENCES public.incoming(id);
ALTER TABLE ONLY public.comment
    ADD CONSTRAINT fk_comment_post_id_post FOREIGN KEY (post_id) REFERENCES public.post(id);
ALTER TABLE ONLY public.comment
    ADD CONSTRAINT fk_comment_step_id_step FOREIGN KEY (step_id) REFERENCES public.step(id);
ALTER TABLE ONLY public.incoming
    ADD CONSTRAINT fk_incoming_post_id_post FOREIGN KEY (post_id) REFERENCES public.post(id);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT fk_notice_message_id_message FOREIGN KEY (message_id) REFERENCES public.message(message_id);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT fk_notice_post_id_post FOREIGN KEY (post_id) REFERENCES public.post(id);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT fk_notice_step_id_step FOREIGN KEY (step_id) REFERENCES public.step(id);
ALTER TABLE ONLY public.picture
    ADD CONSTRAINT fk_picture_post_id_post FOREIGN KEY (post_id) REFERENCES public.post(id);
ALTER TABLE ONLY public.post_house
    ADD CONSTRAINT fk_post_house_post_id_post FOREIGN KEY (post_id) REFERENCES public.post(id);
ALTER TABLE ONLY public.proof
    ADD CONSTRAINT fk_proof_post_id_post FOREIGN KEY (post_id) REFERENCES public.post(id);
ALTER TABLE ONLY public.step_link
    ADD CONSTRAINT fk_step_link_post_id_post FOREIGN KEY (post_id) REFERENCES public.post(id);
ALTER TABLE ONLY public.step_link
    ADD CONSTRAINT fk_step_link_step_id_step FOREIGN KEY (step_id) REFERENCES public.step(id);
ALTER TABLE ONLY public.step
    ADD CONSTRAINT fk_step_post_id_post FOREIGN KEY (post_id) REFERENCES public.post(id);
ALTER TABLE ONLY public.version
    ADD CONSTRAINT fk_version_post_id_post FOREIGN KEY (post_id) REFERENCES public.post(id);
