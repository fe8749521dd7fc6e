BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'smstui-queue','queue_rows','2026-11-28 16:58:57.421657+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'smstui-queue','rows_of_a_platform','2026-11-28 16:58:57.423100+00:00');
CREATE TABLE "queue" (
   "platform" TEXT,
   "place" INTEGER,
   "noted_at" INTEGER NOT NULL,
   "content" TEXT NOT NULL,
   "checksum" BLOB NOT NULL,
   PRIMARY KEY ("platform", "place")
);
INSERT INTO "queue" VALUES('sdp2:sdp2-cbd375ed9f53',8,1795885137430987,'{"place": 8, "asked": "ask 8", "standing": "waiting", "final": false, "private": false}',X'FE4DD29CFE476E6C573CD90C246C8E52');
INSERT INTO "queue" VALUES('sdp2:sdp2-cbd375ed9f53',9,1795885137430987,'{"place": 9, "asked": "other"}',X'7AEF4A08C334A8734CE0F6294513F0CC');
INSERT INTO "queue" VALUES('sdp2:sdp2-cbd375ed9f53',0,1795885137432242,'{"place": 0, "asked": "ask 0", "standing": "fault", "kind": "device-uid", "id": "3422", "account": "nmp.00001", "check": "account-status", "title": "Title \u206aJan Kowalski\u206f", "way_on": "Do \u206cx\u206f", "action": "plan.pair", "source": "platform", "read_at": 1795885137127038, "final": false, "private": false}',X'62DDC24DDEEB5548C488DA2C489F9DA5');
INSERT INTO "queue" VALUES('sdp2:sdp2-cbd375ed9f53',1,1795885137432242,'{"place": 1, "asked": "ask 1", "standing": "caution", "kind": "device-uid", "id": "3422", "account": "nmp.00001", "check": "account-status", "title": "Title \u206aJan Kowalski\u206f", "way_on": "Do \u206cx\u206f", "action": "plan.pair", "source": "platform", "read_at": 1795885137127038, "final": false, "private": true}',X'8264C5880C13F7A137B5E83F3663A3E3');
INSERT INTO "queue" VALUES('sdp2:sdp2-cbd375ed9f53',2,1795885137432242,'{"place": 2, "asked": "ask 2", "standing": "failed", "kind": "device-uid", "id": "3422", "account": "nmp.00001", "check": "account-status", "title": "Title \u206aJan Kowalski\u206f", "way_on": "Do \u206cx\u206f", "action": "plan.pair", "source": "platform", "read_at": 1795885137127038, "final": false, "private": false}',X'0A6A1D57D9EEC27BB548D9E7E3C92B13');
INSERT INTO "queue" VALUES('sdp2:sdp2-cbd375ed9f53',3,1795885137432242,'{"place": 3, "asked": "ask 3", "standing": "several", "kind": "device-uid", "id": "3422", "account": "nmp.00001", "check": "account-status", "title": "Title \u206aJan Kowalski\u206f", "way_on": "Do \u206cx\u206f", "action": "plan.pair", "source": "platform", "read_at": 1795885137127038, "final": false, "private": true}',X'6B27AD58FB57A092B8B3775BFD87C65D');
INSERT INTO "queue" VALUES('sdp2:sdp2-cbd375ed9f53',4,1795885137432242,'{"place": 4, "asked": "ask 4", "standing": "not-found", "kind": "device-uid", "id": "3422", "account": "nmp.00001", "check": "account-status", "title": "Title \u206aJan Kowalski\u206f", "way_on": "Do \u206cx\u206f", "action": "plan.pair", "source": "platform", "read_at": 1795885137127038, "final": false, "private": false}',X'BDB03FDC2FBBC7BCC774593E7F248BE9');
INSERT INTO "queue" VALUES('sdp2:sdp2-cbd375ed9f53',5,1795885137432242,'{"place": 5, "asked": "ask 5", "standing": "not-checked", "kind": "device-uid", "id": "3422", "account": "nmp.00001", "check": "account-status", "title": "Title \u206aJan Kowalski\u206f", "way_on": "Do \u206cx\u206f", "action": "plan.pair", "source": "platform", "read_at": 1795885137127038, "final": false, "private": true}',X'1FDD920E1FD110479098CB8D2CCD91A8');
INSERT INTO "queue" VALUES('sdp2:sdp2-cbd375ed9f53',6,1795885137432242,'{"place": 6, "asked": "ask 6", "standing": "fine", "kind": "device-uid", "id": "3422", "account": "nmp.00001", "check": "account-status", "title": "Title \u206aJan Kowalski\u206f", "way_on": "Do \u206cx\u206f", "action": "plan.pair", "source": "platform", "read_at": 1795885137127038, "final": false, "private": false}',X'15D3E6AEA23B8B83AF5D9E156279B8F6');
INSERT INTO "queue" VALUES('sdp2:sdp2-cbd375ed9f53',7,1795885137432242,'{"place": 7, "asked": "ask 7", "standing": "waiting", "kind": "device-uid", "id": "3422", "account": "nmp.00001", "check": "account-status", "title": "Title \u206aJan Kowalski\u206f", "way_on": "Do \u206cx\u206f", "action": "plan.pair", "source": "platform", "read_at": 1795885137127038, "final": false, "private": true}',X'CD3BD944EB4C7D592FAF61929A465AC8');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
COMMIT;
