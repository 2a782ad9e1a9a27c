/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-dangerous-patterns.h"

/* What commands look like; and, where they are the same danger, the words that ask for them. */

#define START \
  "(?: ^ | [\\n;&|(){}`$] \\s* | \\b (?: sudo | doas | exec | nohup | xargs | then | do ) \\s+ (?: -\\S{1,200} " \
  "\\s+ ){0,4} )"
#define SHELL \
  "(?: /? (?: [\\w.-]{1,40}+ / ){0,5} (?: (?: ba | z | k | da | a | c | tc | fi )? sh | python[\\d.]{0,8} | " \
  "perl | ruby | node | php ) )"
#define FETCH \
  "\\b (?: curl | wget | fetch | aria2c | lwp-request | invoke-webrequest | iwr | irm | invoke-restmethod | " \
  "downloadstring ) \\b"
#define DECODER \
  "\\b (?: base (?: 64 | 32 ) \\s+ (?: -\\S{1,200} \\s+ ){0,2} (?: -di? | --decode ) \\b | xxd \\s+ (?: " \
  "-\\S{1,200} \\s+ ){0,2} -r | openssl \\s+ [^\\n|]{0,80} \\s -d | rev | uudecode | gunzip | zcat | tr \\s+ " \
  "\\S{5,40} \\s+ \\S{5,40} )"
#define FORCE_ALL \
  "(?: -[a-z]{0,60}r[a-z]{0,60} | --recursive )"
#define PLACE_ALL \
  "(?: / | ~ | \\$\\{?home\\}? | \\. | \\.\\. | \\* | /\\* | ~/\\* | \\./\\* | --no-preserve-root )"
#define REBUILT \
  "[\"\\']? (?: \\./ | /tmp/ (?= \\w ) )? (?: [\\w-]{1,60} / ){0,3} (?: _?build[\\w.-]{0,60} | dist | target | " \
  "out | node_modules | __pycache__ | \\.?cache | \\.?venv | \\.\\w{1,20}_cache | coverage | tmp | \\*\\.(?: o " \
  "| pyc | tmp | log | bak ) ) /? [\"\\']?"
#define SECRET_PLACE \
  "(?: \\.ssh/ (?! \\S{0,60} \\.pub\\b | known_hosts | config\\b ) | \\bid_(?: rsa | dsa | ecdsa | ed25519 )\\b " \
  "(?! \\.pub ) | /etc/(?: shadow | sudoers | gshadow )\\b | \\.aws/(?: credentials | config ) | \\.netrc\\b | " \
  "\\.git-credentials\\b | \\.gnupg\\b | \\.pgpass\\b | \\.npmrc\\b | \\.pypirc\\b | \\.kube/config\\b | " \
  "\\.docker/config\\.json | (?<! [\\w.] )\\.env(?: \\.\\w{1,60} )?\\b (?! \\. ) | \\blogin\\ data\\b | " \
  "\\bcookies\\.sqlite\\b | \\bkey[34]\\.db\\b | \\blogins\\.json\\b | \\.local/share/keyrings/ | \\bkdbx\\b | " \
  "169\\.254\\.169\\.254 | metadata\\.google\\.internal | /proc/(?: self | \\d{1,60} )/environ | " \
  "\\bwallet\\.dat\\b | \\.bash_history\\b | \\bsecring\\b | \\bcredentials\\.json\\b )"
#define SECRET_FILE \
  "(?: \\bid_(?: rsa | dsa | ecdsa | ed25519 )\\b (?! \\.pub ) | /etc/shadow\\b | \\.aws/credentials | " \
  "\\.netrc\\b | \\.git-credentials\\b | \\.gnupg/ | \\blogins\\.json\\b | \\bwallet\\.dat\\b | " \
  "\\.bash_history\\b | \\blogin\\ data\\b )"
#define STARTED \
  "(?: /etc/(?: ssh/sshd_config | sudoers | cron | systemd/ | passwd | shadow | hosts\\b | ld\\.so | profile | " \
  "rc\\.local | init\\.d | pam\\.d ) | \\S{0,80} (?: \\.config/(?: autostart | systemd ) | authorized_keys | " \
  "\\.bashrc | \\.profile | \\.zshrc | \\.bash_profile | launchagents | \\\\startup ) )"
#define SENDS \
  "(?: send | forward | e-?mail | upload | post | submit | transmit | leak | exfiltrate | share | copy | paste " \
  "| deliver | relay | export )"

const char *const belay_pipe_to_shell_patterns[] = {
  FETCH " [^\\n]{0,400}? \\| \\s* (?: sudo \\s+ (?: -\\S{1,200} \\s+ ){0,3} )? (?: env \\s+ )? " SHELL " \\b",
  "\\b (?: base64 | base32 | xxd | openssl | rev | tr | gunzip | zcat | uudecode ) \\b [^\\n|]{0,200} \\| \\s* (?: "
  "sudo \\s+ )? " SHELL " (?: \\s | $ | [;&)\"'] )",
  "\\b (?: " SHELL " | source | eval | \\. ) \\s+ (?: -c \\s+ )? [\"']? (?: <\\( | \\$\\( | ` ) \\s* (?: echo | "
  "printf | " FETCH " | base64 )",
  "\\b (?: iex | invoke-expression ) \\b [^\\n]{0,200} " FETCH,
  FETCH " [^\\n]{0,300} \\| \\s* (?: iex | invoke-expression ) \\b",
  "\\b exec \\s* \\( \\s* (?: urllib | requests | __import__ | base64 )",
  "\\b (?: mshta | regsvr32 | rundll32 | certutil | bitsadmin ) \\b [^\\n]{0,200} https? : //",
  FETCH " [^\\n]{0,300} (?: && | ; ) \\s* (?: chmod \\s+ \\S{1,200} \\s+ \\S{1,200} \\s* (?: && | ; ) )? \\s* (?: "
  "sudo \\s+ )? (?: " SHELL " \\s+ | \\./ ) \\S{1,200}",
  "\\b " SHELL " \\s+ (?: -\\w{1,3} \\s+ ){0,3} [\"']? \\s* (?: \\$\\( | ` | <\\( ) \\s* " FETCH,
  NULL
};

const char *const belay_encoded_command_patterns[] = {
  "\\b (?: powershell | pwsh ) (?: \\.exe )? \\b [^\\n]{0,120} \\s -e(?: nc | nco | c | ncodedcommand | p )? \\s+ "
  "[a-z0-9+/=]{12,}",
  "\\b base64 \\s+ (?: -d | -D | --decode | -di ) \\b [^\\n]{0,200} \\| \\s* (?: sudo \\s+ )? (?: \\w{0,60}sh | "
  "python\\d? | perl )",
  "\\b (?: exec | eval ) \\s* \\(? [^\\n]{0,60} \\b (?: b64decode | fromhex | atob | unhexlify | frombase64string | "
  "rot_?13 | codecs\\.decode )",
  "(?: \\\\x[0-9a-f]{2} ){6,}",
  "\\b (?: printf | echo \\s+ -e ) \\s+ [\"']? (?: \\\\ (?: x[0-9a-f]{2} | [0-7]{3} ) ){4,}",

  /* What decodes, with a shell behind it, or inside a command that runs it. */
  DECODER " [^\\n]{0,200} \\| \\s* (?: sudo \\s+ )? " SHELL " (?: \\s | $ | [;&)\"'] )",
  "\\b (?: " SHELL " | eval | source ) \\s+ (?: -\\w{1,3} \\s+ ){0,2} [\"']? (?: \\$\\( | ` | <\\( ) [^\\n]{0,300} "
  DECODER,
  "\\b (?: exec | eval | system | assert | popen | function | iex ) \\s* \\(? [^\\n]{0,80} \\b (?: base64 [._]? "
  "decode\\w{0,60} | decode_?64 | decode_base64 | urlsafe_b64decode | unpack \\s* \\( | gzinflate | str_rot13 )",
  "\\b (?: exec | eval | function | spawn\\w{0,60} ) \\s* \\( [^\\n]{0,60} \\b buffer\\.from \\s* \\( "
  "[^)\\n]{1,400} , \\s* [\"'] (?: base64 | hex ) \\b",
  "(?: \\[ char \\] \\s* \\(? (?: 0x )? \\d{2,3} \\)? \\s* [+,]? \\s* ){3}",
  "(?: \\b chr w? \\s* \\( \\s* (?: 0x )? \\d{2,3} \\s* \\) \\s* [.+&,]? \\s* ){4} | \\b fromcharcode \\s* \\( \\s* "
  "(?: \\d{2,3} \\s* , \\s* ){4}",
  NULL
};

const char *const belay_encoded_command_screen_patterns[] = {
  /* Decode and obey. */
  "\\b (?: decode | decrypt | unscramble | decipher ) \\b [^\\n]{0,200} \\b (?: carry \\s+ (?: it \\s+ )? out | "
  "execute | run | perform | obey | follow | do \\s+ (?: it | as | what | so ) | act \\s+ on ) \\b",
  "\\b (?: run | execute | perform | obey | follow | paste | type ) \\s+ (?: the \\s+ )? (?: decoded | decrypted ) "
  "\\b",
  NULL
};

const char *const belay_destructive_patterns[] = {
  "\\b rm \\s+ (?: -\\S{1,200} \\s+ ){0,4} " FORCE_ALL " (?: \\s+ -\\S{1,200} ){0,4} \\s+ (?! " REBUILT " (?: \\s+ "
  REBUILT " ){0,8} \\s* (?: $ | [;|&\\n] ) ) [^\\n;|&]{1,200}",
  "\\b rm \\s+ (?: -\\S{1,200} \\s+ ){0,4} --no-preserve-root",
  "\\b rm \\s+ -\\S{0,200}f\\S{0,200} \\s+ (?: -- \\s+ )? " PLACE_ALL " (?: \\s | $ )",
  START " (?: mkfs (?: \\.\\w{1,60} )? | wipefs | blkdiscard | mke2fs | mkswap ) \\s+ \\S",
  "\\b dd \\s+ [^\\n]{0,120} \\b of=/dev/ (?! null | stdout | stderr )",
  "> \\s* /dev/ (?: sd | nvme | vd | hd | mmcblk | disk )",
  "\\b (?: sgdisk \\s+ (?: -z | --zap ) | parted \\s+ \\S{1,200} \\s+ (?: rm | mklabel ) | fdisk \\s+ /dev | hdparm "
  "\\s+ --security-erase | cryptsetup \\s+ (?: luksformat | erase ) )",
  "\\b find \\s+ (?: (?! / | ~ | \\$ | \\.\\. ) \\S{1,200} \\s+ (?! [^\\n]{0,160} -i?name \\s+ \\S{3} ) | (?: / | ~ "
  "| [\"\\']? \\$ | \\.\\. ) \\S{0,200} \\s+ ) [^\\n]{0,160} (?: -delete \\b | -exec \\s+ (?: /bin/ )? (?: rm | "
  "shred ) \\b )",
  "\\b xargs \\s+ (?: -\\S{1,200} \\s+ ){0,4} (?: rm | shred | unlink ) \\b",
  ": \\s* \\( \\s* \\) \\s* \\{ \\s* : \\s* \\| \\s* :",
  "\\b (?: chmod | chown | chgrp ) \\s+ (?: -\\S{1,200} \\s+ ){0,3} (?: -\\w{0,60}r\\w{0,60} | --recursive ) \\s+ "
  "(?: \\S{1,200} \\s+ )? (?: / | ~ | \\$home | /(?: etc | usr | home | var | bin | lib )\\S{0,200} ) (?: \\s | $ )",
  "\\b drop \\s+ (?: database | schema | table | user ) \\s+ \\S | \\b truncate \\s+ table \\s+ \\S | \\b delete "
  "\\s+ from \\s+ \\S{1,200} \\s* (?: ; | $ | where \\s+ (?: 1 | true ) )",
  "\\b (?: format \\s+ [a-z]: | del \\s+ (?: /\\w \\s+ ){0,4} /s | (?: rd | rmdir ) \\s+ (?: /\\w \\s+ ){0,3} /s | "
  "diskpart | cipher \\s+ /w )",
  "\\b remove-item \\b [^\\n]{0,120} -recurse | \\b (?: vssadmin | wbadmin ) \\s+ delete",
  "\\b (?: userdel | deluser ) \\s+ \\S | \\b crontab \\s+ -r \\b | \\b kill \\s+ -(?: 9 | kill | sigkill ) \\s+ -1 "
  "\\b",
  "\\b git \\s+ (?: clean \\s+ -\\w{0,60}[fdx]\\w{0,60} | reset \\s+ --hard | push (?: \\s+ [\\w./:@+-]{1,100} "
  "){0,5}? \\s+ (?: --force | -f | --mirror | --delete ) (?: \\s | $ ) | branch \\s+ -d )",
  "\\b (?: docker | podman ) \\s+ (?: system | volume | image | container ) \\s+ prune | \\b docker \\s+ rm \\s+ -f",
  "\\b kubectl \\s+ delete \\b | \\b terraform \\s+ destroy \\b | \\b aws \\s+ s3 \\s+ (?: rb | rm ) \\b",
  "\\b (?: shutil\\.rmtree | os\\.removedirs | fs\\.rmsync | rimraf ) \\b",
  "\\b mv \\s+ (?: ~ | / | /\\w{1,60} | \\*) /? \\*? \\s+ /dev/null",
  "\\b (?: apt | apt-get | dnf | yum ) \\s+ (?: -\\S{1,200} \\s+ ){0,3} (?: purge | remove ) \\s+ [^\\n]{0,80} (?: "
  "\\* | \\b (?: linux-image | systemd | sudo | libc6 | network-manager | gnome-shell | apparmor | auditd | ufw ) "
  "\\b )",
  "\\b (?: shred | srm | wipe ) \\s+ (?: -\\S{1,200} \\s+ (?: \\d{1,60} \\s+ )? ){0,5} [~/.$]\\S{0,200}",
  NULL
};

const char *const belay_reverse_shell_patterns[] = {
  "/dev/(?: tcp | udp )/ [\\w.-]{1,60} / \\d{1,60}",
  "\\b (?: nc | ncat | netcat | nc\\.\\w{1,60} ) \\b [^\\n]{0,120} (?: \\s -[a-z]{0,60}[ec][a-z]{0,60} \\s | --exec "
  "| --sh-exec )",
  "\\b mkfifo \\b [^\\n]{0,200} \\b (?: nc | ncat | telnet | openssl ) \\b",
  "\\b socat \\b [^\\n]{0,200} \\b (?: exec | system ) :",
  "\\b socket\\.socket \\b [^\\n]{0,400} \\b (?: dup2 | subprocess | pty\\.spawn )",
  "\\b pty\\.spawn \\s* \\( | \\b fsockopen \\s* \\( | \\b new-object \\s+ (?: system\\. )? "
  "net\\.sockets\\.tcpclient",
  "\\b (?: ngrok | cloudflared | bore | localtunnel ) \\s+ (?: http | tcp | tunnel | local )",
  "\\b ssh \\s+ (?: -\\S{1,200} \\s+ ){0,4} -[a-z]{0,60}r \\s* \\d{0,60} :",

  /* A shell whose input and output are a connection. */
  "\\b (?: ba | z | da )? sh \\s+ -l?i \\b [^\\n]{0,20} (?: <& | >& ) \\s* [\\d%$]",
  "\\b (?: connect | tcpsocket | socket | fsockopen | tcpclient ) \\b [^\\n]{0,300} (?: /bin/ (?: ba | z | da )? sh "
  "| cmd\\.exe | powershell ) \\b",
  NULL
};

const char *const belay_exfiltration_patterns[] = {
  "\\b curl \\b [^\\n]{0,300} \\s (?: -d | --data (?: -\\w{1,60} ){0,2} | -f | --form | -t | --upload-file | --json "
  ") [\\s=]{0,8} [\"']? (?: [\\w-]{1,40} = )? (?: @ | \\$\\( | ` | \\$\\{?\\w | - (?: \\s | $ ) )",
  "\\b curl \\b [^\\n]{0,300} \\s (?: -t | --upload-file ) \\s+ \\S{1,200}",
  "\\b wget \\b [^\\n]{0,300} --(?: post-file | body-file ) | \\b wget \\b [^\\n]{0,300} --post-data [=\\s] "
  "[^\\n]{0,80} (?: \\$\\( | ` | \\$\\{?\\w )",
  "\\b (?: curl | wget | ping | dig | nslookup | host ) \\b [^\\n]{0,300} (?: \\$\\( | ` )",
  "(?: \\| | < ) \\s* (?: nc | ncat | netcat | telnet ) \\s+ \\S | \\b (?: nc | ncat | netcat ) \\s+ [^\\n|]{1,120} "
  "< \\s* \\S",
  "\\| \\s* (?: sudo \\s+ )? (?: curl | wget | mail | mailx | sendmail | mutt | ssh ) \\b",
  "\\b (?: scp | rsync | sftp | rclone \\s+ (?: copy | sync | move ) ) \\b [^\\n]{1,200} \\s [\\w.@-]{1,60} : "
  "\\S{0,200}",
  "\\b aws \\s+ s3 \\s+ (?: cp | sync | mv ) \\s+ (?! s3:// ) \\S{1,200} \\s+ s3://",
  "(?: ^ | [;|&] ) \\s* (?: mail | mailx | mutt | sendmail ) \\s [^\\n]{0,200} (?: < | -a ) \\s* [\\w~/.$]",
  "\\b (?: transfer\\.sh | file\\.io | 0x0\\.st | pastebin\\.com | webhook\\.site | requestbin | pipedream\\.net | "
  "ngrok\\.io | paste\\.rs | termbin\\.com | ix\\.io | interact\\.sh | oast\\.\\w{1,60} | burpcollaborator\\.net ) "
  "\\b",
  "\\b (?: send | forward | e-?mail | upload | post | submit | transmit | leak | exfiltrate | share | copy | paste "
  "| deliver | relay ) \\b [^.\\n]{0,160} \\b (?: password | passwords | passphrase | credential | credentials | "
  "api[ -]?keys? | secrets? | tokens? | cookies? | private \\s+ keys? | ssh \\s+ keys? | keychain | history | "
  "contacts | inbox | conversation | environment \\s+ variables? | bank \\s+ (?: details | account ) | (?: credit | "
  "debit ) \\s* cards? (?: \\s+ numbers? )? | social \\s+ security ) \\b [^.\\n]{0,160} \\b (?: to | at | via | on "
  "| into | using ) \\b [^\\n]{0,40} (?: [\\w.+-]{1,60} @ [\\w-]{1,60} \\. \\w | https?:// | \\b [\\w-]{1,60} \\. "
  "(?: com | net | org | io | ru | cn | xyz | top | info | site | me | dev | app ) \\b )",
  "!\\[ [^\\]]{0,80} \\] \\( https?:// [^)\\s]{0,200} [?&] \\w{1,60} =",

  /* In words: a lot of something, or what is somebody's, to an address. */
  "\\b " SENDS " \\b [^.\\n]{0,80} \\b (?: all | every | each | entire | whole | contents? | user'?s | (?: customer | "
  "client | contact | employee | member | patient ) s? '? s? | (?: phone | account | card ) \\s+ numbers ) \\b "
  "[^.\\n]{0,120} \\b (?: to | with | at | via ) \\s+ (?: [^\\s@]{1,60} @ [\\w-]{1,60} \\. | https?:// )",
  "\\b (?: share | invite | add | grant | give ) \\b [^\\n]{0,80} \\s [^\\s@]{1,60} @ [\\w-]{1,60} \\. [^\\n]{0,60} "
  "\\b (?: edit (?: ing | or )? | full | owner | admin | write ) \\s+ (?: permissions? | access | rights )",
  NULL
};

const char *const belay_secrets_patterns[] = {
  SECRET_PLACE,
  "\\b (?: printenv | env | set | export \\s+ -p ) \\b [^\\n]{0,60} \\| \\s* (?: grep | rg | awk ) \\b",
  "\\b (?: secret-tool \\s+ (?: lookup | search ) | security \\s+ (?: find | dump | export ) - | pass \\s+ show | "
  "gpg \\s+ [^\\n]{0,60} --export-secret | kwallet-query | cmdkey \\s+ /list | mimikatz | vault \\s+ kv \\s+ get | "
  "op \\s+ (?: read | item ) )",
  "\\b (?: grep | rg | ack | find ) \\b [^\\n]{0,160} (?: passw (?: or )? d | api_?key | secret | token | "
  "credential ) [^\\n]{0,60} (?: / | ~ | \\$home | \\. (?: \\s | $ ) )",
  "\\b gh \\s+ auth \\s+ token \\b | \\b aws \\s+ (?: sts | iam | configure ) \\b | \\b gcloud \\s+ auth \\s+ print",
  "\\b reg \\s+ save \\b | \\bhklm \\\\ (?: sam | security ) \\b | \\bntds\\.dit\\b | \\blsass\\b | "
  "\\bcomsvcs\\.dll\\b",

  /* A name with a gap that only such a file fits. */
  "/etc/ [s?] [a-z?*\\[\\]]{0,8} [?*\\]] [a-z?*\\[\\]]{0,8} (?: w | \\? | \\* ) (?! [\\w/] )",
  NULL
};

const char *const belay_secrets_screen_patterns[] = {
  "\\b (?: read | paste | show | send | upload | print | reveal | share | post | include | attach | copy | tell | "
  "open ) \\b [^\\n]{0,80} " SECRET_FILE,
  SECRET_FILE " [^\\n]{0,80} \\b (?: paste | send | read \\s+ (?: it | them ) \\s+ out | upload | reveal | share | "
  "post | include | attach | type ) \\b",
  NULL
};

const char *const belay_secret_value_patterns[] = {
  "\\b sk-ant- [a-z0-9_-]{8,} | \\b sk- (?: proj- )? [a-z0-9_-]{20,} | \\b (?: akia | asia ) [a-z0-9]{16} \\b | \\b "
  "gh[pousr]_ [a-z0-9]{20,} | \\b github_pat_ \\w{20,}",
  "\\b xox[abposr]- [a-z0-9-]{10,} | \\b glpat- [\\w-]{16,} | \\b aiza [\\w-]{30,} | \\b eyj [\\w-]{10,} \\. "
  "[\\w-]{10,} \\. [\\w-]{5,} | -----begin \\s [a-z ]{0,30} private \\s key-----",
  "\\b npm_ [a-z0-9]{30,} | \\b (?: rk | sk | pk ) (?: _live_ | _test_ ) [a-z0-9]{16,} | \\b hf_ [a-z]{30,}",
  "\\b bearer \\s+ [\\w.~+/-]{20,}",

  /* password: …, token=…: with a digit, so that it is not a word of the program's. */
  "(?: \\b | _ ) (?: api[_-]?key | secret (?: [_-]? access )? [_-]? key | secret | (?: access | auth )[_-]?token | "
  "token | passwor[dt] | passwd | passphrase | pwd ) \\s* [:=] \\s* [\"']? (?= [^\\s\"'()<>{},;]{0,60} \\d ) (?! "
  "[$%<] ) [^\\s\"'()<>{},;]{6,120}",
  "\\b [a-z][a-z0-9+.-]{1,20} :// [^\\s/:@]{1,60} : (?! [$%<{] ) [^\\s/:@]{3,80} @ [\\w.-]",
  "\\b curl \\b [^\\n]{0,200} \\s (?: -u | --user ) [\\s=]{0,8} [^\\s:]{1,60} : (?! [$%<{] ) [^\\s]{3,} | \\b mysql "
  "\\w{0,60} \\b [^\\n]{0,120} \\s -p (?! [\\s-] ) \\S{4,} | \\b sshpass \\s+ -p \\s* \\S",
  "\\b (?: pin | cvc | cvv ) \\s* (?: is | : | code )? \\s* \\d{3,6} \\b",
  NULL
};

const char *const belay_persistence_patterns[] = {
  "(?: >> | \\b tee \\s+ -a ) \\s* [\"']? \\S{0,200} (?: \\.bashrc | \\.profile | \\.zshrc | \\.bash_profile | "
  "\\.bash_login | authorized_keys | /etc/(?: passwd | sudoers | cron \\S{0,200} | rc\\.local | profile | hosts | "
  "ld\\.so\\.preload | crontab ) )",
  "> \\s* \\S{0,200} (?: authorized_keys | /etc/(?: passwd | sudoers | shadow | cron\\S{0,200} | hosts | "
  "ld\\.so\\.preload ) )",
  "\\| \\s* (?: sudo \\s+ )? crontab \\b | \\b crontab \\s+ (?: - (?: \\s | $ ) | /\\S{1,200} ) | \\b nopasswd \\s* "
  ":",
  "\\b chmod \\s+ (?: -\\S{1,200} \\s+ )? (?: [ugoa]{0,60} \\+ s | [246][0-7]{3} ) \\s | \\b (?: setcap | visudo | "
  "chattr \\s+ \\+i ) \\b",
  "\\b systemctl \\s+ (?: --\\S{1,200} \\s+ ){0,3} (?: enable | disable | stop | mask ) \\s+ \\S | \\b launchctl "
  "\\s+ (?: load | bootstrap ) \\b | \\b schtasks \\s+ /create \\b | \\b reg \\s+ add \\b",
  "\\b (?: usermod \\s+ -\\w{0,60}g \\w{0,60} \\s+ (?: sudo | wheel | root | docker ) | useradd | adduser | passwd "
  "\\s+ (?: -d | root | \\w{1,60} \\s* <<< ) ) \\b",
  "\\b (?: setenforce \\s+ 0 | ufw \\s+ disable | iptables \\s+ (?: -f | --flush ) | nft \\s+ flush | auditctl \\s+ "
  "-e \\s* 0 | history \\s+ -c | unset \\s+ histfile | histsize=0 | set-mppreference | set-executionpolicy )",
  "\\b git \\s+ config \\b [^\\n]{0,60} (?: core\\.(?: hookspath | sshcommand | fsmonitor ) | credential\\.helper )",
  "\\b (?: insmod | modprobe ) \\s+ \\S | \\b sysctl \\s+ -w \\b | \\b ld_preload \\s* = | \\b (?: npm | pip | pip3 "
  "| gem | cargo ) \\s+ (?: install | add | i ) \\s+ [^\\n]{0,120} (?: https?:// | git\\+ | --(?: extra- )? "
  "index-url | --registry )",
  "\\b (?: update-ca-certificates | trust \\s+ anchor | certutil \\s+ -a )",

  /* Written into what is started, or says who may come in. */
  "\\b (?: sed \\s+ (?: -\\S{1,200} \\s+ ){0,2} -\\w{0,60}i\\S{0,200} | tee | cp | mv | install | ln ) \\b "
  "[^\\n]{0,160} \\s " STARTED " \\S{0,200} \\s* (?: $ | [;&|<\\n] )",
  "> \\s* [\"']? " STARTED,
  "\\b net \\s+ (?: user | localgroup ) \\b [^\\n]{0,80} /add \\b | \\b new-service \\b | \\b sc (?: \\.exe )? \\s+ "
  "create \\b",
  NULL
};

const char *const belay_persistence_screen_patterns[] = {
  "(?: >> | \\b tee \\s+ -a ) \\s* [\"']? \\S{0,200} (?: \\.bashrc | \\.profile | \\.zshrc | \\.bash_profile | "
  "\\.bash_login | authorized_keys | /etc/(?: passwd | sudoers | cron \\S{0,200} | rc\\.local | profile | hosts | "
  "ld\\.so\\.preload | crontab ) )",
  "\\| \\s* (?: sudo \\s+ )? crontab \\b | \\b schtasks \\s+ /create \\b | \\b reg \\s+ add \\b | \\b net \\s+ user "
  "\\b [^\\n]{0,80} /add \\b | \\b nopasswd \\s* : \\s* all | \\b chmod \\s+ u?\\+s \\s+ / | \\b usermod \\s+ "
  "-\\w{0,60}g \\w{0,60} \\s+ (?: sudo | wheel | root ) \\b | \\b (?: setenforce \\s+ 0 | ufw \\s+ disable ) \\b",
  NULL
};
