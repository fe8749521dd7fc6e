"""The command lines whose documents are kept: every command that has `--json`, with its ends.

`{change}` is the id of the change that was applied last, `{draft}` of the draft that was saved
last. A line that needs a secret gets it on standard input behind `<`. `fault RULE` has the
sandbox do that from there on, `calm` ends it.
"""

from typing import Final

READS: Final = """
lookup E833815A9290
lookup 3422
lookup 001A.791E.7F50
lookup 000145098240
lookup nmp.00001
lookup ada.byron
lookup ada-phone
lookup 245098240
lookup 000145098420
lookup nobody.has.this
lookup E833815A9290 nmp.00004 nobody.has.this
lookup E833815A9290 --privacy
lookup e833\N{MICRO SIGN}
recents
recents --privacy
diagnose E833815A9290
diagnose E833815A9340
diagnose ada-phone
diagnose nmp.00003
diagnose E833815A9290 --code 1007
diagnose E833815A9290 --code e16-4
diagnose E833815A9290 nmp.00004 nobody.has.this
diagnose E833815A9340 --privacy
sessions nmp.00001
sessions E833815A9290
sessions nobody.has.this
keys
config path
config check
doctor
""".strip()

CHANGES: Final = """
pair E833815A9301 000145098241
pair E833815A9301 000145098241 --apply
undo {change}
undo {change} --apply
pair 3422 000145098259
pair 3422 000145098267
pair 3422 000145098240
pair 3422 000145098240 --apply --confirm 0000
pair 3422 nobody.has.this
unpair E833815A9290
unpair E833815A9290 --apply
pair E833815A9290 000145098240 --apply
swap-card E833815A9290 000145098241
swap-card E833815A9290 000145098241 --apply
swap-box E833815A9290 E833815A9301
status nmp.00001 SUSPENDED
status nmp.00001 SUSPENDED --apply
status nmp.00001 SUSPENDED --apply
status nmp.00001 ACTIVE --apply --reason Paid
status nmp.00001 CANCELLED --apply
status nmp.00004 ACTIVE
status nmp.00001 WHATEVER
ban E833815A9301
ban E833815A9301 --apply --reason Stolen
unban E833815A9301
unban E833815A9301 --apply
enable ada-phone
disable ada-phone
disable ada-phone --apply
enable ada-phone --apply
refresh E833815A9301 --apply
recover-date-code E833815A9301 --apply
reset-pin nmp.00001 PARENTAL
reset-pin nmp.00001 PARENTAL --apply < 4711
cas-pin E833815A9301 --apply < 4711
approve ada-phone
suspend-card 000145098241
message ada-phone Hello
message ada-phone Hello --apply
teardown nmp.00001 --account
teardown nmp.00001 --account --apply --reason Asked
profile nmp.00001 302
profile nmp.00001 302 --apply
add-right nmp.00001 4007
add-right nmp.00001 4007 --apply
remove-right nmp.00001 nobody.has.this
remove-right nmp.00001 60001 --apply
create-account tst.90001 jan.kowalski --last-name Kowalski
create-account tst.90001 jan.kowalski --last-name Kowalski --apply < 83610274
create-box tst.90001 FFFF00000001 --mac 00:11:22:33:44:55
create-box tst.90001 FFFF00000001 --mac 00:11:22:33:44:55 --apply
create-card 000199990001
create-card 000199990001 --apply
delete-card 000199990001 --apply --confirm 0001
delete-box FFFF00000001
delete-box FFFF00000001 --apply --confirm 0001 --reason Wrong
pair 3422 000145098241 --draft
drafts
drafts --check
drafts {draft} --apply
drafts {draft} --discard
drafts --all
status nmp.00001 ACTIVE --read-only --apply
journal
journal {change}
journal --open
journal --settle
journal --privacy
transcript nmp.00001
transcript {change}
lookup nmp.00001
diagnose E833815A9301
""".strip()

ENDS: Final = """
fault no-effect write=yes
status nmp.00001 SUSPENDED --apply
calm
status nmp.00001 SUSPENDED --apply
journal --open
journal --settle
undo {change} --apply
fault refuse write=yes
pair E833815A9301 000145098241 --apply
calm
fault status 500 write=yes after=yes
pair E833815A9301 000145098241 --apply
calm
fault drop-after write=yes
unpair E833815A9301 --apply
calm
fault refuse write=yes nth=2
pair 3422 000145098240 --apply --confirm 8240
calm
fault status 401
lookup E833815A9290
calm
fault status 503 path=*rights*
fault status 503 operation=getByAccountUID
lookup E833815A9290
diagnose E833815A9290
sessions nmp.00001
calm
fault drop-before
lookup E833815A9290
lookup nobody.has.this
diagnose E833815A9290
diagnose nobody.has.this
sessions nmp.00001
status nmp.00001 ACTIVE --apply
recents
doctor
calm
journal
transcript nmp.00001
""".strip()
