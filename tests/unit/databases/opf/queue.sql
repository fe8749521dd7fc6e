BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'smstui-queue','queue_rows','2026-11-28 16:59:12.339368+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'smstui-queue','rows_of_a_platform','2026-11-28 16:59:12.340773+00:00');
CREATE TABLE "queue" (
   "platform" TEXT,
   "place" INTEGER,
   "noted_at" INTEGER NOT NULL,
   "content" TEXT NOT NULL,
   "checksum" BLOB NOT NULL,
   PRIMARY KEY ("platform", "place")
);
INSERT INTO "queue" VALUES('opf:opf-9487bd07c105',8,1795885152341882,'{"place": 8, "asked": "ask 8", "standing": "waiting", "final": false, "private": false}',X'CEC6BCC074FB40E7EFE1F9FE42CAAC92');
INSERT INTO "queue" VALUES('opf:opf-9487bd07c105',9,1795885152341882,'{"place": 9, "asked": "other"}',X'E2933FEEB743778B1F12010031C89355');
INSERT INTO "queue" VALUES('opf:opf-9487bd07c105',0,1795885152343024,'{"place": 0, "asked": "ask 0", "standing": "fault", "kind": "device-uid", "id": "3422", "account": "nmp.00001", "check": "account-status", "title": "Title \u206aJan Kowalski\u206f", "way_on": "Do \u206cx\u206f", "action": "plan.pair", "source": "platform", "read_at": 1795885152305138, "final": false, "private": false}',X'41AD8CFAD580791A87DD395D2F262CCD');
INSERT INTO "queue" VALUES('opf:opf-9487bd07c105',1,1795885152343024,'{"place": 1, "asked": "ask 1", "standing": "caution", "kind": "device-uid", "id": "3422", "account": "nmp.00001", "check": "account-status", "title": "Title \u206aJan Kowalski\u206f", "way_on": "Do \u206cx\u206f", "action": "plan.pair", "source": "platform", "read_at": 1795885152305138, "final": false, "private": true}',X'691573E5F66BFBA23285971CF82001A9');
INSERT INTO "queue" VALUES('opf:opf-9487bd07c105',2,1795885152343024,'{"place": 2, "asked": "ask 2", "standing": "failed", "kind": "device-uid", "id": "3422", "account": "nmp.00001", "check": "account-status", "title": "Title \u206aJan Kowalski\u206f", "way_on": "Do \u206cx\u206f", "action": "plan.pair", "source": "platform", "read_at": 1795885152305138, "final": false, "private": false}',X'5B8D4FBBBC8A341F290F130DD9F650C5');
INSERT INTO "queue" VALUES('opf:opf-9487bd07c105',3,1795885152343024,'{"place": 3, "asked": "ask 3", "standing": "several", "kind": "device-uid", "id": "3422", "account": "nmp.00001", "check": "account-status", "title": "Title \u206aJan Kowalski\u206f", "way_on": "Do \u206cx\u206f", "action": "plan.pair", "source": "platform", "read_at": 1795885152305138, "final": false, "private": true}',X'7ED0E0918E9712FC7E57545CF7FB76B4');
INSERT INTO "queue" VALUES('opf:opf-9487bd07c105',4,1795885152343024,'{"place": 4, "asked": "ask 4", "standing": "not-found", "kind": "device-uid", "id": "3422", "account": "nmp.00001", "check": "account-status", "title": "Title \u206aJan Kowalski\u206f", "way_on": "Do \u206cx\u206f", "action": "plan.pair", "source": "platform", "read_at": 1795885152305138, "final": false, "private": false}',X'2FFA090F0182E2DC335CE5B6528D0C28');
INSERT INTO "queue" VALUES('opf:opf-9487bd07c105',5,1795885152343024,'{"place": 5, "asked": "ask 5", "standing": "not-checked", "kind": "device-uid", "id": "3422", "account": "nmp.00001", "check": "account-status", "title": "Title \u206aJan Kowalski\u206f", "way_on": "Do \u206cx\u206f", "action": "plan.pair", "source": "platform", "read_at": 1795885152305138, "final": false, "private": true}',X'8A916058E96F16937960F15F44D0E464');
INSERT INTO "queue" VALUES('opf:opf-9487bd07c105',6,1795885152343024,'{"place": 6, "asked": "ask 6", "standing": "fine", "kind": "device-uid", "id": "3422", "account": "nmp.00001", "check": "account-status", "title": "Title \u206aJan Kowalski\u206f", "way_on": "Do \u206cx\u206f", "action": "plan.pair", "source": "platform", "read_at": 1795885152305138, "final": false, "private": false}',X'C270452B48466ED86C78277202762790');
INSERT INTO "queue" VALUES('opf:opf-9487bd07c105',7,1795885152343024,'{"place": 7, "asked": "ask 7", "standing": "waiting", "kind": "device-uid", "id": "3422", "account": "nmp.00001", "check": "account-status", "title": "Title \u206aJan Kowalski\u206f", "way_on": "Do \u206cx\u206f", "action": "plan.pair", "source": "platform", "read_at": 1795885152305138, "final": false, "private": true}',X'E3C53E9F06125799D0052DFD2CD4A011');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
COMMIT;
