-- A journal as version 2 of the format had it.
CREATE TABLE account (host TEXT NOT NULL, key TEXT NOT NULL);
CREATE TABLE run (id INTEGER PRIMARY KEY, input TEXT NOT NULL, name TEXT NOT NULL, started INTEGER NOT NULL);
CREATE TABLE entry (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, content BLOB NOT NULL, run INTEGER NOT NULL,
	since INTEGER NOT NULL, status TEXT NOT NULL, attempts INTEGER NOT NULL,
	partner TEXT, key TEXT, link TEXT, created INTEGER, code TEXT, field TEXT, message TEXT,
	ours INTEGER NOT NULL DEFAULT 0, policy TEXT NOT NULL DEFAULT '');
INSERT INTO account VALUES ('api.example.com', 'f00d');
INSERT INTO run VALUES (1, '8d78fdb01c8255cae99a4fe30d00940ae5ba2e4257bfdecae7a23c6f5b6b5f68', 'first.csv', 946684700000);
INSERT INTO run VALUES (2, 'another file', 'another.csv', 946684700000);
INSERT INTO entry VALUES (1, 'claimed@example.com', X'49f7dc1b92ad8de4b621ae2554e41982', 1, 946684700000, '', 1, NULL, NULL, NULL, NULL, 'outcome_unknown', NULL, 'the partner may or may not have been created (504 Gateway Timeout); run the same command again to find out', 0, '');
INSERT INTO entry VALUES (2, 'created@example.com', X'dc6c0d7fad5784a52c7e478174193740', 1, 946684700000, 'created', 1, 'old-created@example.com', 'k-created', 'https://partners.example.com?aff=k-created', 946684701000, NULL, NULL, NULL, 1, '');
INSERT INTO entry VALUES (3, 'exists@example.com', X'f54b515deec37205b330590175537318', 1, 946684700000, 'exists', 1, 'old-exists@example.com', 'k-exists', 'https://partners.example.com?aff=k-exists', 946684701000, 'exists_different', NULL, 'is there already, with another name; nothing was changed', 0, '');
INSERT INTO entry VALUES (4, 'updated@example.com', X'1fbb2b637ac0ca644ae4369a7ec1f92f', 1, 946684700000, 'updated', 0, 'old-updated@example.com', 'k-updated', 'https://partners.example.com?aff=k-updated', 946684701000, NULL, NULL, NULL, 0, 'update');
INSERT INTO entry VALUES (5, 'failed@example.com', X'4a2494f70e178813d0d81b3ce6016187', 1, 946684700000, 'failed', 1, NULL, NULL, NULL, NULL, 'refused', 'name', 'the API refused the row: name: Bad name; correct it and run again', 0, '');
INSERT INTO entry VALUES (6, 'orphan@example.com', X'94f7feccf702f12bd99386fb28eb07ac', 1, 946684700000, 'created', 1, 'p-orphan', 'k-orphan', 'https://partners.example.com?aff=k-orphan', 946684701000, 'referrer_failed', 'referring_partner_id', 'was created without its referring partner, whose row, in line 9, was not created; set the referring partner in the dashboard', 1, '');
INSERT INTO entry VALUES (7, 'foreign@example.com', X'0792330cc71d0c5ff7b248e553644034', 2, 946684700000, '', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, '');
INSERT INTO entry VALUES (8, 'theirs@example.com', X'e8779f72decca6b5c423a8a80fc325c7', 2, 946684700000, 'created', 1, 'p-theirs', 'k-theirs', 'https://partners.example.com?aff=k-theirs', 946684701000, NULL, NULL, NULL, 1, '');
PRAGMA application_id=0x50494a31;
PRAGMA user_version=2;
