/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-dangerous-families.h"

#include <glib/gi18n-lib.h>

/*
 * Patterns are matched against text in small letters with single blanks, in PCRE's extended syntax: blanks in a pattern
 * mean nothing. Each is bounded: the text is hostile, and must not make the matching long.
 */

#define COMMANDS (BELAY_TEXT_TYPED | BELAY_TEXT_SHELL)
#define ANYWHERE (BELAY_TEXT_TYPED | BELAY_TEXT_SHELL | BELAY_TEXT_SCREEN)

/* Where a command may begin. */
#define START "(?: ^ | [\\n;&|(){}`$] \\s* | \\b (?: sudo | doas | exec | nohup | xargs | then | do ) \\s+ (?: -\\S+ \\s+ ){0,4} )"
#define SHELL "(?: /? (?: [\\w.-]+ / ){0,5} (?: (?: ba | z | k | da | a | c | tc | fi )? sh | python[\\d.]* | perl | ruby | node | php ) )"
#define FETCH "\\b (?: curl | wget | fetch | aria2c | lwp-request | invoke-webrequest | iwr | irm | invoke-restmethod | downloadstring ) \\b"
#define SECRET_PLACE \
  "(?: \\.ssh / | \\bid_(?: rsa | dsa | ecdsa | ed25519 )\\b | /etc/(?: shadow | sudoers | gshadow )\\b | \\.aws/(?: credentials | config )" \
  " | \\.netrc\\b | \\.git-credentials\\b | \\.gnupg\\b | \\.pgpass\\b | \\.npmrc\\b | \\.pypirc\\b | \\.kube/config\\b | \\.docker/config\\.json" \
  " | (?<! [\\w.] )\\.env(?: \\.\\w+ )?\\b (?! \\. ) | \\blogin\\ data\\b | \\bcookies\\.sqlite\\b | \\bkey[34]\\.db\\b | \\blogins\\.json\\b" \
  " | \\bkeyrings?/ | \\bkdbx\\b | 169\\.254\\.169\\.254 | metadata\\.google\\.internal | /proc/(?: self | \\d+ )/environ" \
  " | \\bwallet\\.dat\\b | \\.bash_history\\b | \\bsecring\\b | \\bcredentials\\.json\\b )"
#define FORCE_ALL "(?: -[a-z]*r[a-z]* | --recursive )"
#define PLACE_ALL "(?: / | ~ | \\$\\{?home\\}? | \\. | \\.\\. | \\* | /\\* | ~/\\* | \\./\\* | --no-preserve-root )"

static const BelayDangerousFamily families[] = {
  { "pipe-to-shell", BELAY_FINDING_HOLD, ANYWHERE,
    N_("It runs what it fetches or makes up, unseen."),
    FETCH " [^\\n]{0,400}? \\| \\s* (?: sudo \\s+ (?: -\\S+ \\s+ ){0,3} )? (?: env \\s+ )? " SHELL " \\b"
    " | \\b (?: base64 | base32 | xxd | openssl | rev | tr | gunzip | zcat | uudecode ) \\b [^\\n|]{0,200} \\| \\s* (?: sudo \\s+ )? " SHELL " (?: \\s | $ | [;&)\"'] )"
    " | \\b (?: " SHELL " | source | eval | \\. ) \\s+ (?: -c \\s+ )? [\"']? (?: <\\( | \\$\\( | ` ) \\s* (?: echo | printf | " FETCH " | base64 )"
    " | \\b (?: iex | invoke-expression ) \\b [^\\n]{0,200} " FETCH
    " | " FETCH " [^\\n]{0,300} \\| \\s* (?: iex | invoke-expression ) \\b"
    " | \\b exec \\s* \\( \\s* (?: urllib | requests | __import__ | base64 ) "
    " | \\b (?: mshta | regsvr32 | rundll32 | certutil | bitsadmin ) \\b [^\\n]{0,200} https? : //"
    " | " FETCH " [^\\n]{0,300} (?: && | ; ) \\s* (?: chmod \\s+ \\S+ \\s+ \\S+ \\s* (?: && | ; ) )? \\s* (?: sudo \\s+ )? (?: " SHELL " \\s+ | \\./ ) \\S+" },

  { "encoded-command", BELAY_FINDING_HOLD, ANYWHERE,
    N_("It runs something encoded, which cannot be read."),
    "\\b (?: powershell | pwsh ) (?: \\.exe )? \\b [^\\n]{0,120} \\s -e(?: nc | nco | c | ncodedcommand | p )? \\s+ [a-z0-9+/=]{12,}"
    " | \\b base64 \\s+ (?: -d | -D | --decode | -di ) \\b [^\\n]{0,200} \\| \\s* (?: sudo \\s+ )? (?: \\w*sh | python\\d? | perl )"
    " | \\b (?: exec | eval ) \\s* \\(? [^\\n]{0,60} \\b (?: b64decode | fromhex | atob | unhexlify | frombase64string | rot_?13 | codecs\\.decode )"
    " | (?: \\\\x[0-9a-f]{2} ){6,}"
    " | \\b (?: printf | echo \\s+ -e ) \\s+ [\"']? (?: \\\\ (?: x[0-9a-f]{2} | [0-7]{3} ) ){4,}" },

  { "destructive", BELAY_FINDING_HOLD, ANYWHERE,
    N_("It destroys data or makes a machine unusable."),
    "\\b rm \\s+ (?: -\\S+ \\s+ ){0,4} " FORCE_ALL " (?: \\s+ -\\S+ ){0,4} \\s+ [^\\n;|&]{1,200}"
    " | \\b rm \\s+ (?: -\\S+ \\s+ ){0,4} --no-preserve-root"
    " | \\b rm \\s+ -\\S*f\\S* \\s+ (?: -- \\s+ )? " PLACE_ALL " (?: \\s | $ )"
    " | " START " (?: mkfs (?: \\.\\w+ )? | wipefs | blkdiscard | mke2fs | mkswap ) \\s+ \\S"
    " | \\b (?: shred | srm | wipe ) \\s+ (?: -\\S+ \\s+ ){0,5} [~/.]\\S*"
    " | \\b dd \\s+ [^\\n]{0,120} \\b of=/dev/ (?! null | stdout | stderr )"
    " | > \\s* /dev/ (?: sd | nvme | vd | hd | mmcblk | disk )"
    " | \\b (?: sgdisk \\s+ (?: -z | --zap ) | parted \\s+ \\S+ \\s+ (?: rm | mklabel ) | fdisk \\s+ /dev | hdparm \\s+ --security-erase | cryptsetup \\s+ (?: luksformat | erase ) )"
    " | \\b find \\s+ \\S+ [^\\n]{0,160} \\s -delete \\b | \\b find \\s+ [^\\n]{0,160} -exec \\s+ (?: /bin/ )? (?: rm | shred ) \\b"
    " | \\b xargs \\s+ (?: -\\S+ \\s+ ){0,4} (?: rm | shred | unlink ) \\b"
    " | : \\s* \\( \\s* \\) \\s* \\{ \\s* : \\s* \\| \\s* : "
    " | \\b (?: chmod | chown | chgrp ) \\s+ (?: -\\S+ \\s+ ){0,3} (?: -\\w*r\\w* | --recursive ) \\s+ (?: \\S+ \\s+ )? (?: / | ~ | \\$home | /(?: etc | usr | home | var | bin | lib )\\S* ) (?: \\s | $ )"
    " | \\b drop \\s+ (?: database | schema | table | user ) \\s+ \\S | \\b truncate \\s+ table \\s+ \\S | \\b delete \\s+ from \\s+ \\S+ \\s* (?: ; | $ | where \\s+ (?: 1 | true ) )"
    " | \\b (?: format \\s+ [a-z]: | del \\s+ (?: /\\w \\s+ ){0,4} /s | (?: rd | rmdir ) \\s+ (?: /\\w \\s+ ){0,3} /s | diskpart | cipher \\s+ /w )"
    " | \\b remove-item \\b [^\\n]{0,120} -recurse | \\b (?: vssadmin | wbadmin ) \\s+ delete"
    " | \\b (?: userdel | deluser ) \\s+ \\S | \\b crontab \\s+ -r \\b | \\b kill \\s+ -(?: 9 | kill | sigkill ) \\s+ -1 \\b"
    " | \\b git \\s+ (?: clean \\s+ -\\w*[fdx]\\w* | reset \\s+ --hard | push \\s+ [^\\n]{0,80} (?: --force \\b | -f \\b | --mirror | --delete ) | branch \\s+ -d )"
    " | \\b (?: docker | podman ) \\s+ (?: system | volume | image | container ) \\s+ prune | \\b docker \\s+ rm \\s+ -f"
    " | \\b kubectl \\s+ delete \\b | \\b terraform \\s+ destroy \\b | \\b aws \\s+ s3 \\s+ (?: rb | rm ) \\b | \\b (?: apt | apt-get | dnf | yum ) \\s+ (?: -\\S+ \\s+ ){0,3} (?: purge | autoremove | remove ) \\b"
    " | \\b (?: shutil\\.rmtree | os\\.removedirs | fs\\.rmsync | rimraf ) \\b"
    " | \\b mv \\s+ (?: ~ | / | /\\w+ | \\*) /? \\*? \\s+ /dev/null" },

  { "reverse-shell", BELAY_FINDING_HOLD, ANYWHERE,
    N_("It lets somebody else give commands to this machine."),
    "/dev/(?: tcp | udp )/ [\\w.-]+ / \\d+"
    " | \\b (?: nc | ncat | netcat | nc\\.\\w+ ) \\b [^\\n]{0,120} (?: \\s -[a-z]*[ec][a-z]* \\s | --exec | --sh-exec )"
    " | \\b mkfifo \\b [^\\n]{0,200} \\b (?: nc | ncat | telnet | openssl ) \\b"
    " | \\b socat \\b [^\\n]{0,200} \\b (?: exec | system ) :"
    " | \\b socket\\.socket \\b [^\\n]{0,400} \\b (?: dup2 | subprocess | pty\\.spawn )"
    " | \\b pty\\.spawn \\s* \\( | \\b fsockopen \\s* \\( | \\b new-object \\s+ (?: system\\. )? net\\.sockets\\.tcpclient"
    " | \\b (?: ngrok | cloudflared | bore | localtunnel ) \\s+ (?: http | tcp | tunnel | local )"
    " | \\b ssh \\s+ (?: -\\S+ \\s+ ){0,4} -[a-z]*r \\s* \\d* : " },

  { "exfiltration", BELAY_FINDING_HOLD, ANYWHERE,
    N_("It sends data to somebody else."),
    "\\b curl \\b [^\\n]{0,300} \\s (?: -d | --data (?: -\\w+ ){0,2} | -f | --form | -t | --upload-file | --json ) [\\s=]* [\"']? (?: [\\w-]{1,40} = )? (?: @ | \\$\\( | ` | \\$\\{?\\w | - (?: \\s | $ ) )"
    " | \\b curl \\b [^\\n]{0,300} \\s (?: -t | --upload-file ) \\s+ \\S+"
    " | \\b wget \\b [^\\n]{0,300} --(?: post-file | body-file ) | \\b wget \\b [^\\n]{0,300} --post-data [=\\s] [^\\n]{0,80} (?: \\$\\( | ` | \\$\\{?\\w )"
    " | \\b (?: curl | wget | ping | dig | nslookup | host ) \\b [^\\n]{0,300} (?: \\$\\( | ` )"
    " | (?: \\| | < ) \\s* (?: nc | ncat | netcat | telnet ) \\s+ \\S | \\b (?: nc | ncat | netcat ) \\s+ [^\\n|]{1,120} < \\s* \\S"
    " | \\| \\s* (?: sudo \\s+ )? (?: curl | wget | mail | mailx | sendmail | mutt | ssh ) \\b"
    " | \\b (?: scp | rsync | sftp | rclone \\s+ (?: copy | sync | move ) ) \\b [^\\n]{1,200} \\s [\\w.@-]+ : \\S*"
    " | \\b aws \\s+ s3 \\s+ (?: cp | sync | mv ) \\s+ (?! s3:// ) \\S+ \\s+ s3://"
    " | \\b (?: mail | mailx | mutt | sendmail ) \\b [^\\n]{0,200} (?: < | -a ) \\s* \\S"
    " | \\b (?: transfer\\.sh | file\\.io | 0x0\\.st | pastebin\\.com | webhook\\.site | requestbin | pipedream\\.net | ngrok\\.io | paste\\.rs | termbin\\.com | ix\\.io | interact\\.sh | oast\\.\\w+ | burpcollaborator\\.net ) \\b"
    " | \\b (?: send | forward | e-?mail | upload | post | submit | transmit | leak | exfiltrate | share | copy | paste | deliver | relay ) \\b [^.\\n]{0,160}"
    "   \\b (?: password | passwords | passphrase | credential | credentials | api[ -]?keys? | secrets? | tokens? | cookies? | private \\s+ keys? | ssh \\s+ keys? | keychain | history | contacts | inbox | conversation | environment \\s+ variables? | bank \\s+ (?: details | account ) | (?: credit | debit ) \\s* cards? (?: \\s+ numbers? )? | social \\s+ security ) \\b"
    "   [^.\\n]{0,160} \\b (?: to | at | via | on | into | using ) \\b [^\\n]{0,40} (?: [\\w.+-]+ @ [\\w-]+ \\. \\w | https?:// | \\b [\\w-]+ \\. (?: com | net | org | io | ru | cn | xyz | top | info | site | me | dev | app ) \\b )"
    " | !\\[ [^\\]]{0,80} \\] \\( https?:// [^)\\s]{0,200} [?&] \\w+ = " },

  { "secrets", BELAY_FINDING_HOLD, COMMANDS,
    N_("It reaches for passwords or keys."),
    SECRET_PLACE
    " | \\b (?: printenv | env | set | export \\s+ -p ) \\b [^\\n]{0,60} \\| \\s* (?: grep | rg | awk ) \\b"
    " | \\b (?: secret-tool \\s+ (?: lookup | search ) | security \\s+ (?: find | dump | export ) - | pass \\s+ show | gpg \\s+ [^\\n]{0,60} --export-secret | kwallet-query | cmdkey \\s+ /list | mimikatz | vault \\s+ kv \\s+ get | op \\s+ (?: read | item ) )"
    " | \\b (?: grep | rg | ack | find ) \\b [^\\n]{0,160} (?: passw (?: or )? d | api_?key | secret | token | credential ) [^\\n]{0,60} (?: / | ~ | \\$home | \\. (?: \\s | $ ) )"
    " | \\b gh \\s+ auth \\s+ token \\b | \\b aws \\s+ (?: sts | iam | configure ) \\b | \\b gcloud \\s+ auth \\s+ print" },

  { "secret-value", BELAY_FINDING_HOLD, COMMANDS,
    N_("It holds what looks like a password or a key."),
    "\\b sk-ant- [a-z0-9_-]{8,} | \\b sk- (?: proj- )? [a-z0-9_-]{20,} | \\b (?: akia | asia ) [a-z0-9]{16} \\b | \\b gh[pousr]_ [a-z0-9]{20,} | \\b github_pat_ \\w{20,}"
    " | \\b xox[abposr]- [a-z0-9-]{10,} | \\b glpat- [\\w-]{16,} | \\b aiza [\\w-]{30,} | \\b eyj [\\w-]{10,} \\. [\\w-]{10,} \\. [\\w-]{5,} | -----begin \\s [a-z ]{0,30} private \\s key-----"
    " | \\b npm_ [a-z0-9]{30,} | \\b (?: rk | sk | pk ) _ (?: live | test ) _ [a-z0-9]{16,} | \\b hf_ [a-z]{30,}" },

  { "persistence", BELAY_FINDING_HOLD, ANYWHERE,
    N_("It changes what this machine starts, trusts or logs."),
    "(?: >> | \\b tee \\s+ -a ) \\s* [\"']? \\S* (?: \\.bashrc | \\.profile | \\.zshrc | \\.bash_profile | \\.bash_login | authorized_keys | /etc/(?: passwd | sudoers | cron \\S* | rc\\.local | profile | hosts | ld\\.so\\.preload | crontab ) )"
    " | > \\s* \\S* (?: authorized_keys | /etc/(?: passwd | sudoers | shadow | cron\\S* | hosts | ld\\.so\\.preload ) )"
    " | \\| \\s* (?: sudo \\s+ )? crontab \\b | \\b crontab \\s+ (?: -e | - (?: \\s | $ ) | /\\S+ ) | \\b nopasswd \\s* :"
    " | \\b chmod \\s+ (?: -\\S+ \\s+ )? (?: [ugoa]* \\+ s | [246][0-7]{3} ) \\s | \\b (?: setcap | visudo | chattr \\s+ \\+i ) \\b"
    " | \\b systemctl \\s+ (?: --\\S+ \\s+ ){0,3} (?: enable | disable | stop | mask ) \\s+ \\S | \\b launchctl \\s+ (?: load | bootstrap ) \\b | \\b schtasks \\s+ /create \\b | \\b reg \\s+ add \\b"
    " | \\b (?: usermod \\s+ -\\w*g \\w* \\s+ (?: sudo | wheel | root | docker ) | useradd | adduser | passwd \\s+ (?: -d | root | \\w+ \\s* <<< ) ) \\b"
    " | \\b (?: setenforce \\s+ 0 | ufw \\s+ disable | iptables \\s+ (?: -f | --flush ) | nft \\s+ flush | auditctl \\s+ -e \\s* 0 | history \\s+ -c | unset \\s+ histfile | histsize=0 | set-mppreference | set-executionpolicy )"
    " | \\b git \\s+ config \\b [^\\n]{0,60} (?: core\\.(?: hookspath | sshcommand | fsmonitor ) | credential\\.helper )"
    " | \\b (?: insmod | modprobe ) \\s+ \\S | \\b sysctl \\s+ -w \\b | \\b ld_preload \\s* = | \\b (?: npm | pip | pip3 | gem | cargo ) \\s+ (?: install | add | i ) \\s+ [^\\n]{0,120} (?: https?:// | git\\+ | --(?: extra- )? index-url | --registry )"
    " | \\b (?: update-ca-certificates | trust \\s+ anchor | certutil \\s+ -a )" },

  { "override", BELAY_FINDING_WARN, ANYWHERE,
    N_("It tells an agent to forget what it was told."),
    "\\b (?: ignore | disregard | forget | override | bypass | overrule | drop | skip | discard | do \\s+ not \\s+ follow | don'?t \\s+ follow | stop \\s+ following | set \\s+ aside | replace | cancel | abandon | supersede s? ) \\b [^.\\n]{0,60}"
    "   \\b (?: previous | prior | above | earlier | preceding | all | any | your | the | these | those | original | initial | current | existing | foregoing ) \\b [^.\\n]{0,40}"
    "   \\b (?: instructions? | prompts? | rules? | directions? | guidelines? | orders? | tasks? | commands? | directives? | constraints? | safety | polic (?: y | ies ) | context | programming | guardrails? | restrictions? | objectives? | goals? )"
    " | \\b (?: new | updated | revised | real | actual | true | following ) \\s+ (?: system \\s+ )? (?: instructions? | directives? | objective | mission | orders? | prompt ) \\s* (?: : | - | are | is | from | supersede )"
    " | \\b your \\s+ (?: new | real | actual | true | next | only | updated ) \\s+ (?: task | instructions? | goal | mission | objective | job | role | orders? ) \\b"
    " | \\b (?: from \\s+ now \\s+ on | henceforth ) \\b [^.\\n]{0,40} \\b (?: you | act | respond | obey | treat )"
    " | \\b you \\s+ are \\s+ (?: now | no \\s+ longer ) \\b [^.\\n]{0,60} \\b (?: agent | assistant | mode | dan | unrestricted | developer | bound | restricted | admin | claude | model | jailbroken )"
    " | \\b (?: end | start | begin(?: ning )? ) \\s+ of \\s+ (?: the \\s+ )? (?: system | user | new ) \\s+ (?: prompt | message | instructions? | input )"
    " | \\b (?: developer | debug | god | maintenance | admin | dan ) \\s+ mode \\s+ (?: enabled | activated | on | unlocked )" },

  { "addressed-to-agent", BELAY_FINDING_WARN, BELAY_TEXT_SCREEN | BELAY_TEXT_TYPED,
    N_("It speaks to an agent, not to a person."),
    "\\b (?: attention | dear | hey | hello | hi | note \\s+ (?: to | for ) | message \\s+ (?: to | for ) | instructions? \\s+ (?: to | for ) | important \\s+ (?: message | note | notice | instructions? ) \\s+ (?: to | for ) | to ) [\\s,:!]* (?: the \\s+ | any \\s+ | all \\s+ | every \\s+ )? (?: ai | a\\.i\\. | claude | chatgpt | gpt | gemini | copilot | llm | language \\s+ model | automated | autonomous | computer[ -]use | browser ) [\\s-]* (?: agents? | assistants? | models? | systems? | bots? | s \\b | [,:!] )"
    " | \\b (?: if \\s+ you \\s+ are | as ) \\s+ (?: an? | the ) \\s+ (?: ai | llm | language \\s+ model | automated | autonomous | artificial | computer[ -]use ) \\b [^.\\n]{0,80} \\b (?: must | should | please | need | have \\s+ to | required | click | open | run | type | visit | ignore | go )"
    " | \\b (?: ai | llm | claude | automated | computer[ -]use | autonomous ) \\s* (?: agents? | assistants? | models? | bots? )? \\s* [,:]? \\s* (?: you )? \\s* (?: must | should | is \\s+ required \\s+ to | are \\s+ required \\s+ to | please | shall | need \\s+ to | have \\s+ to ) \\s+ (?: \\w+ \\s+ ){0,3} (?: open | click | run | type | visit | ignore | go | send | download | execute | navigate | copy | paste | enter | press | follow | delete | install | reply | forward | include | complete | first )"
    " | \\b (?: system | assistant | user | human | admin(?: istrator )? | developer ) \\s* (?: prompt | message | note | override | notice | instruction s? ) \\s* : "
    " | < \\s* / ? \\s* (?: system | instructions? | system[_-]reminder | user[_-]?message | assistant | tool_result | function_results? | admin | human | important ) \\s* >"
    " | \\[ \\s* / ? (?: system | inst | sys | admin | assistant | end \\s+ of \\s+ \\w+ ) [^\\]\\n]{0,20} \\] | << \\s* /? sys \\s* >> | <\\|? (?: im_start | im_end | endoftext | system ) \\|? >"
    " | \\# \\# \\# \\s* (?: system | instructions? | assistant | human | user | new ) \\b" },

  { "hide-from-person", BELAY_FINDING_WARN, ANYWHERE,
    N_("It wants something kept from the person."),
    "\\b (?: do \\s+ not | don'?t | never | without | avoid | refrain \\s+ from | no \\s+ need \\s+ to | must \\s+ not | should \\s+ not | shouldn'?t | neither | rather \\s+ than ) \\s+ (?: \\w+ \\s+ ){0,3}"
    "   (?: tell (?: ing )? | inform (?: ing )? | mention (?: ing )? | alert (?: ing )? | notify (?: ing )? | ask (?: ing )? | warn (?: ing )? | show (?: ing )? | reveal (?: ing )? | report (?: ing )? | disclos (?: e | ing ) | say (?: ing )? | consult (?: ing )? | confirm (?: ing )? | explain (?: ing )? | let (?: ting )? | check (?: ing )? \\s+ with | bother (?: ing )? ) \\b"
    "   [^.\\n]{0,50} \\b (?: user s? | person | human | operator | owner | supervisor | them | him | her | anyone | anybody | this \\s+ (?: message | instruction | note ) | these \\s+ (?: instructions | steps ) )"
    " | \\b without \\s+ (?: the \\s+ )? (?: user | person | human | operator | owner | supervisor ) (?: '?s )? \\s+ (?: knowledge | noticing | knowing | consent | approval | permission | confirmation | awareness | seeing )"
    " | \\b (?: silently | secretly | covertly | quietly | discreetly ) \\s+ (?: \\w+ \\s+ )? (?: send | copy | run | delete | upload | install | forward | open | execute | download | add | change | transfer | post | visit )"
    " | \\b (?: keep | hide ) \\s+ (?: this | these | it ) \\s+ (?: \\w+ \\s+ ){0,3} (?: secret | hidden | confidential | private | from ) \\b [^.\\n]{0,30} \\b (?: user | person | human | operator | owner | supervisor | them | anyone )" },

  { "claimed-authority", BELAY_FINDING_WARN, BELAY_TEXT_SCREEN | BELAY_TEXT_TYPED,
    N_("It claims that the person has already agreed."),
    "\\b (?: the \\s+ )? (?: user | owner | human | administrator | operator | supervisor | person ) \\s+ (?: \\w+ \\s+ )? (?: has | have | already ) \\s+ (?: already \\s+ )? (?: \\w+ly \\s+ )? (?: authori[sz]ed | approved | consented | agreed | granted | given | confirmed | permitted | allowed | signed \\s+ off | cleared )"
    " | \\b (?: pre-?authori[sz]ed | pre-?approved ) \\s+ (?: by | for | action | to ) \\b"
    " | \\b (?: authori[sz]ed | approved | mandated | requested | required | sanctioned | instructed ) \\s+ by \\s+ (?: your | the \\s+ )? \\s* (?: user | owner | administrator | operator | anthropic | it \\s+ department | it \\s+ (?: support | team | desk ) | security \\s+ (?: team | department ) | management | legal | ceo | system )"
    " | \\b (?: anthropic | it \\s+ department | security \\s+ team | system \\s+ administrator | openai | help \\s*desk | compliance ) \\b [^.\\n]{0,60} \\b (?: requires? | instructs? | needs? | mandates? | orders? | has \\s+ (?: approved | authori[sz]ed | determined | asked ) ) \\b [^.\\n]{0,40} \\b (?: you | agents? | assistants? | this \\s+ (?: action | step ) | immediate )"
    " | \\b no \\s+ (?: further \\s+ | additional \\s+ | user \\s+ | human \\s+ )? (?: confirmation | approval | permission | consent | verification ) \\s+ (?: is \\s+ | will \\s+ be \\s+ )? (?: needed | required | necessary )" },

  { "test-alibi", BELAY_FINDING_WARN, ANYWHERE,
    N_("It claims that this is only a test."),
    "\\b (?: this | it | you | everything | that | we | environment ) (?: 's | 're | \\s+ is | \\s+ are | \\s+ here \\s+ is ) \\s+ (?: \\w+ \\s+ ){0,4}? (?: in \\s+ )? (?: an? \\s+ | the \\s+ )? (?: \\w+ \\s+ ){0,2}? (?: tests? | testing | sandbox (?: ed )? | simulat (?: ion | ed ) | dummy | mock | disposable | throw-?away | virtual \\s+ machine | vm | red[ -]team (?: ing )? | drill | exercise | demo | training | staging | fake | honeypot | playground )"
    "   \\s* (?: environment | system | machine | vm | account | data | run | scenario | exercise | server | instance | mode | box | container | only )? \\b [^\\n]{0,120} \\b (?: so | safe | safely | harmless | no \\s+ (?: harm | risk | consequences | real | damage | data ) | nothing | not \\s+ real | isn'?t \\s+ real | therefore | hence | allowed | permitted | without | free \\s+ to | can \\s+ (?: be | run | delete ) | feel | won'?t | will \\s+ not | cannot | proceed | expected )"
    " | \\b (?: command | script | payload | code | action | step | file | link | program ) \\s+ (?: below \\s+ | above \\s+ )? (?: is | are ) \\s+ (?: \\w+ \\s+ ){0,2} (?: harmless | safe | benign | not \\s+ (?: harmful | dangerous | malicious ) ) \\b"
    " | \\b nothing \\s+ (?: here \\s+ | you \\s+ do \\s+ )? (?: is | will \\s+ be ) \\s+ (?: real | harmed | lost | affected | permanent )"
    " | \\b (?: no \\s+ real | not \\s+ (?: a \\s+ )? real | fictional | simulated ) \\s+ (?: \\w+ \\s+ )? (?: users? | data | people | accounts? | money | consequences? | systems? | files? ) \\b" },

  { "must-first", BELAY_FINDING_WARN, BELAY_TEXT_SCREEN | BELAY_TEXT_TYPED,
    N_("It says that something has to be done before going on."),
    "\\b (?: before | prior \\s+ to | in \\s+ order \\s+ to | to ) \\s+ (?: you \\s+ )? (?: \\w+ \\s+ ){0,2}? (?: continu (?: e | ing ) | proceed (?: ing )? | complet (?: e | ing ) | start (?: ing )? | access (?: ing )? | finish (?: ing )? | go (?: ing )? \\s+ (?: on | further ) | perform (?: ing )? | unlock (?: ing )? | resume | resuming ) \\b [^.\\n]{0,80} [,:]? \\s* \\b (?: you | agents? | assistants? | the \\s+ (?: agent | assistant ) | please | it \\s+ is \\s+ (?: required | necessary ) ) \\b [^.\\n]{0,30}"
    "   (?: must | have \\s+ to | need \\s+ to | are \\s+ required | should | first | run | open | click | copy | paste | execute | type | visit | download | install | enter | verify | press )"
    " | \\b you \\s+ (?: must | need \\s+ to | have \\s+ to | are \\s+ required \\s+ to | will \\s+ need \\s+ to | should ) \\s+ first \\s+ \\w+"
    " | \\b (?: first | mandatory | required | critical | compulsory ) [\\s,:-]+ (?: \\w+ \\s+ ){0,2} (?: you \\s+ (?: must | need | have ) | step | action \\s+ required | security \\s+ (?: step | check | update ) )"
    " | \\b (?: press | hit ) \\s+ (?: the \\s+ )? (?: win (?: dows )? | ctrl | cmd | super | command ) (?: \\s+ key )? \\s* \\+ \\s* \\w \\b [^\\n]{0,120} \\b (?: paste | ctrl \\s* \\+ \\s* v | enter | run )"
    " | \\b (?: verify | prove | confirm ) \\s+ (?: that \\s+ )? (?: you \\s+ are | you'?re ) \\s+ (?: a \\s+ )? (?: human | not \\s+ a \\s+ (?: robot | bot ) ) \\b [^\\n]{0,200} \\b (?: paste | terminal | run | command | powershell )"
    " | \\b (?: open | launch | start ) \\s+ (?: a \\s+ | the \\s+ | your \\s+ )? (?: terminal | command \\s+ (?: prompt | line ) | powershell | console | shell ) \\b [^\\n]{0,120} \\b (?: run | type | paste | execute | enter )"
    " | \\b (?: copy | paste | type | enter | run | execute ) \\s+ (?: and \\s+ \\w+ \\s+ )? (?: the \\s+ )? (?: following | this | below | text \\s+ below | command \\s+ below ) \\b [^\\n]{0,60} \\b (?: terminal | command | shell | console | prompt | address \\s+ bar | code | script | powershell )" },

  { "urgency", BELAY_FINDING_WARN, BELAY_TEXT_SCREEN,
    N_("It presses for haste."),
    "\\b (?: urgent | immediately | critical | emergency | asap | right \\s+ now | act \\s+ now | at \\s+ once | without \\s+ delay | final \\s+ (?: notice | warning ) | last \\s+ (?: chance | warning ) ) \\b [^\\n]{0,140} \\b (?: click | call | run | download | install | visit | verify | log \\s* in | sign \\s* in | pay | send | transfer | confirm | update | enter | password | account | suspended | terminated | deleted | infected | compromised )"
    " | \\b (?: your | the | this ) \\s+ (?: computer | account | device | pc | system | session | machine | access | mailbox ) \\s+ (?: \\w+ \\s+ ){0,2} (?: infected | suspended | locked | compromised | terminated | at \\s+ risk | blocked | hacked | disabled | limited | deactivated | expire[sd]? ) \\b"
    " | \\b (?: failure | failing | refus (?: al | ing ) | unless ) \\b [^.\\n]{0,80} \\b (?: will | result | lead ) \\b [^.\\n]{0,60} \\b (?: terminat | suspen | delet | lost | loss | shut | lock | legal | fired | penalt | fail )" },

  { "payment", BELAY_FINDING_WARN, ANYWHERE,
    N_("It spends money, or agrees to something."),
    "\\b (?: place (?: \\s+ (?: your | my | the ) )? \\s+ order | buy \\s+ now | pay \\s+ now | complete \\s+ (?: the \\s+ | your \\s+ )? (?: purchase | payment ) | confirm \\s+ (?: the \\s+ | your \\s+ )? (?: purchase | payment | order | transfer | subscription ) | checkout \\s+ now | start \\s+ (?: your \\s+ )? (?: subscription | free \\s+ trial ) | subscribe \\s+ now | authori[sz]e \\s+ (?: the \\s+ )? payment | one-?click \\s+ (?: buy | order ) )"
    " | \\b (?: wire | transfer | send | pay | donate | deposit | withdraw ) \\s+ (?: \\w+ \\s+ ){0,3} (?: [$€£¥₿] \\s* \\d | \\d [\\d.,]* \\s* (?: usd | eur | gbp | dollars? | euros? | pounds? | btc | bitcoin s? | eth | usdt | chf ) )"
    " | \\b (?: gift \\s+ cards? | bitcoin \\s+ (?: address | wallet ) | crypto (?: currency )? \\s+ wallet | seed \\s+ phrase | recovery \\s+ phrase | western \\s+ union | moneygram ) \\b"
    " | \\b (?: i \\s+ (?: have \\s+ read \\s+ and \\s+ )? (?: agree | accept | consent ) \\s+ (?: to | the | with ) | accept \\s+ (?: all | the \\s+ terms | terms | and \\s+ (?: continue | pay ) ) | agree \\s+ (?: and | & | to ) \\s+ (?: continue | pay | install | the ) | allow \\s+ (?: all | access | notifications | remote ) | grant \\s+ (?: full \\s+ | admin \\s+ | remote \\s+ )? (?: access | permission s? | consent ) | e-?sign | sign \\s+ (?: the \\s+ | this \\s+ )? (?: contract | agreement ) )"
    " | \\b (?: delete | close | deactivate | cancel ) \\s+ (?: my | your | the | this ) \\s+ (?: account | subscription | profile | workspace | organi[sz]ation | repository | project ) \\b"
    " | \\b (?: cvv | cvc | card \\s+ number | iban | routing \\s+ number | sort \\s+ code | account \\s+ number ) \\s* [:=]? \\s* [a-z]{0,2} \\d{2,}"
    " | (?<! [\\d.] ) (?: 4\\d{3} | 5[1-5]\\d\\d | 3[47]\\d\\d | 6011 ) [ -]? \\d{4} [ -]? \\d{4} [ -]? \\d{3,4} (?! [\\d.] )" },

  { "agent-interference", BELAY_FINDING_WARN, ANYWHERE,
    N_("It meddles with the program that supervises."),
    "\\b (?: disable | turn \\s+ off | stop | close | kill | quit | bypass | circumvent | evade | work \\s+ around | trick | switch \\s+ off ) \\b [^.\\n]{0,40} \\b (?: belay | supervis (?: or | ion | ing ) | approval s? | oversight | monitoring | guard s? | safety \\s+ (?: checks? | filters? | features? ) | security \\s+ (?: checks? | software | controls? | warnings? ) | antivirus | firewall | audit | logging )"
    " | \\b (?: pkill | killall | kill ) \\s+ [^\\n]{0,40} \\b (?: belay | xvnc | xtigervnc | auditd | rsyslogd )"
    " | \\b approve \\s+ (?: once | the \\s+ (?: rest | next ) | all | every ) \\b [^.\\n]{0,60} \\b (?: without | automatically | yourself | always )" },
};

/**
 * belay_dangerous_families_get:
 * @n_families: (out): how many there are
 *
 * Returns: all of them, the worst first; static
 */
const BelayDangerousFamily *
belay_dangerous_families_get (guint *n_families)
{
  g_return_val_if_fail (n_families != NULL, NULL);

  *n_families = G_N_ELEMENTS (families);

  return families;
}
