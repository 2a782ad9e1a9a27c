/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-dangerous-patterns.h"

/* What words to an agent, or to a person under pressure, look like. */

#define DOES \
  "(?: run | execute | install | download | disable | delete | remove | change | send | upload | grant | paste " \
  "| visit | call | allow | enable | go \\s+ to | sign \\s+ in | log \\s+ in | turn \\s+ (?: \\w{1,60} \\s+ " \
  "){0,3} off | open \\s+ (?: a \\s+ | the \\s+ )? (?: terminal | console | powershell | command ) )"

const char *const belay_override_patterns[] = {
  "\\b (?: ignore | disregard | forget | bypass | overrule | do \\s+ not \\s+ follow | don'?t \\s+ follow | stop "
  "\\s+ following ) \\b [^.\\n]{0,60} \\b (?: previous | prior | above | earlier | preceding | all | any | your | "
  "the | these | those | original | initial | current | existing | foregoing ) \\b [^.\\n]{0,40} \\b (?: "
  "instructions? | prompts? | rules? | directions? | guidelines? | orders? | tasks? | commands? | directives? | "
  "constraints? | safety | polic (?: y | ies ) | context | programming | guardrails? | restrictions? | objectives? "
  "| goals? )",
  "\\b (?: override | drop | skip | discard | replace | cancel | abandon | set \\s+ aside | supersede s? ) \\b "
  "[^.\\n]{0,40} \\b (?: previous | prior | above | earlier | preceding | your | original | initial | foregoing | "
  "system | user ) (?: 's )? \\b [^.\\n]{0,40} \\b (?: instructions? | prompts? | directions? | guidelines? | "
  "directives? | safety \\s+ \\w{1,60} | guardrails? | restrictions? | objectives? | goals? )",
  "\\b (?: new | updated | revised | real | actual | true ) \\s+ (?: system \\s+ )? (?: instructions? | directives? "
  "| objective | mission | orders | prompt ) \\s* (?: : | - | are | is | from | supersede )",
  "\\b your \\s+ (?: new | real | actual | true | next | only | updated ) \\s+ (?: task | instructions? | goal | "
  "mission | objective | job | role | orders? ) \\s* (?: : | \\b is \\b | \\b are \\b | \\b will \\s+ be \\b )",
  "\\b (?: from \\s+ now \\s+ on | henceforth ) \\b [^.\\n]{0,40} \\b (?: you | act | respond | obey | treat )",
  "\\b you \\s+ are \\s+ (?: now | no \\s+ longer ) \\b [^.\\n]{0,60} \\b (?: agent | assistant | mode | dan | "
  "unrestricted | developer | bound | restricted | admin | claude | model | jailbroken )",
  "\\b (?: end | start | begin(?: ning )? ) \\s+ of \\s+ (?: the \\s+ )? (?: system | user | new ) \\s+ (?: prompt "
  "| message | instructions? | input )",
  "\\b (?: developer | debug | god | maintenance | admin | dan ) \\s+ mode \\s+ (?: enabled | activated | on | "
  "unlocked )",
  "\\b stop \\s+ (?: what | everything | whatever ) \\s+ (?: that \\s+ )? you (?: \\s+ are | 're ) \\s+ doing \\b",
  "\\b (?: do | follow | use | perform | carry \\s+ out | obey ) \\s+ (?: only \\s+ )? (?: the \\s+ following | "
  "this | these | those | what \\s+ follows ) \\s+ (?: \\w{1,60} \\s+ ){0,2}? instead \\b",
  "\\b (?: pretend | act | behave | imagine | proceed ) \\s+ (?: as \\s+ (?: though | if ) \\s+ | that \\s+ ) "
  "[^.\\n]{0,60} \\b (?: instructions? | tasks? | prompts? | orders? | guidelines? | requests? ) \\b",

  /* Other languages: the commonest wordings, no more. */
  "\\b (?: ignorier\\w{0,4} | vergiss | vergessen \\s+ sie | missachte\\w{0,2} ) \\b [^.\\n]{0,60} \\b (?: "
  "anweisung\\w{0,3} | vorgaben? | befehle? | regeln | aufträge | auftrag | gesagt )",
  "\\b (?: ignor[ae] | olvid[ae] | descart[ae] | no \\s+ sigas | desconsidere | esqueça | dimentica ) \\b "
  "[^.\\n]{0,60} \\b (?: instrucci | instruç | istruzion | órdenes | reglas | indicaciones )",
  "\\b (?: ignore[zs]? | oublie[zs]? ) \\b [^.\\n]{0,60} \\b (?: instructions \\s+ précédentes | instructions \\s+ "
  "ci | consignes | directives )",
  "\\b (?: про )? (?: игнорируй | забудь ) \\w{0,3} \\b [^.\\n]{0,60} (?: инструкц | указани | команд | правил )",
  "(?: 忽略 | 无视 | 無視 | 忘记 | 忘掉 ) [^。\\n]{0,20} (?: 指令 | 指示 | 命令 | 提示 | 规则 ) | (?: 指示 | 命令 | プロンプト ) [^。\\n]{0,10} "
  "(?: 無視 | 忘れ )",
  NULL
};

const char *const belay_addressed_to_agent_patterns[] = {
  "\\b (?: attention | dear | hey | hello | hi | note \\s+ (?: to | for ) | message \\s+ (?: to | for ) | "
  "instructions? \\s+ (?: to | for ) | important \\s+ (?: message | note | notice | instructions? ) \\s+ (?: to | "
  "for ) | to ) [\\s,:!]{0,8} (?: the \\s+ | any \\s+ | all \\s+ | every \\s+ )? (?: ai | a\\.i\\. | claude | "
  "chatgpt | gpt | gemini | copilot | llm | language \\s+ model | automated | autonomous | computer[ -]use | "
  "browser ) [\\s-]{0,8} (?: agents? | assistants? | models? | systems? | bots? | s \\b | [,:!] )",
  "\\b (?: if \\s+ you \\s+ are | as ) \\s+ (?: an? | the ) \\s+ (?: ai | llm | language \\s+ model | automated | "
  "autonomous | artificial | computer[ -]use ) \\b [^.\\n]{0,80} \\b (?: must | should | please | need | have \\s+ "
  "to | required | click | open | run | type | visit | ignore | go )",
  "\\b (?: ai | llm | claude | automated | computer[ -]use | autonomous ) \\s* (?: agents? | assistants? | models? "
  "| bots? )? \\s* [,:]? \\s* (?: you )? \\s* (?: must | should | is \\s+ required \\s+ to | are \\s+ required \\s+ "
  "to | please | shall | need \\s+ to | have \\s+ to ) \\s+ (?: \\w{1,60} \\s+ ){0,3} (?: open | click | run | type "
  "| visit | ignore | go | send | download | execute | navigate | copy | paste | enter | press | follow | delete | "
  "install | reply | forward | include | complete | first )",
  "\\b (?: system | assistant | user | human | admin(?: istrator )? | developer ) \\s* (?: prompt | message | note "
  "| override | notice | instruction s? ) \\s* :",
  "< \\s* / ? \\s* (?: system | instructions? | system[_-]reminder | user[_-]?message | assistant | tool_result | "
  "function_results? | admin | human | important ) \\s* >",
  "\\[ \\s* / ? (?: system | inst | sys | admin | assistant | end \\s+ of \\s+ \\w{1,60} ) (?: \\s+ [a-z]{1,20} "
  "){0,2} \\s* :? \\s* \\] | << \\s* /? sys \\s* >> | <\\|? (?: im_start | im_end | endoftext | system ) \\|? >",
  "\\# \\# \\# \\s* (?: system | instructions? | assistant | human | user | new ) \\b",
  "\\b (?: to | for ) \\s+ (?: any | all | every | the ) \\s+ (?: ai | llm | (?: ai | computer[ -]use | language | "
  "autonomous ) [ -] (?: agent | assistant | model | system ) ) s? \\s* (?: : | , | reading | processing | viewing "
  "| visiting | looking | that \\s+ (?: reads | sees ) )",
  "(?: ^ | [\"“(>.!?] ) \\s* (?: hey | dear | attention | hello | hi ) [\\s,]{1,8} (?: the \\s+ )? (?: assistant | "
  "agent | bot | model ) s? \\s* [,:!]",
  "<!-- \\s* (?: \\w{1,60} \\s+ ){0,2} (?: ai | agent | assistant | llm | bot | model ) s? \\s* [:,]",
  "</? \\s* (?: user | system | new | human | assistant ) [_-] (?: requests? | instructions? | prompts? | message | "
  "query | task | input | reminder ) \\s* >",
  "(?: hinweis | nachricht | achtung | anweisung (?: en )? ) \\b [^.\\n]{0,20} \\b (?: ki | ai ) [ -]? (?: "
  "assistent | agent | modell | system )",
  "\\b si \\s+ (?: eres | es \\s+ usted | tu \\s+ es | vous \\s+ êtes | sei ) \\s+ (?: un | una | une ) \\s+ (?: "
  "agente? | asistente | assistant | ia | modelo | modèle ) \\b",
  "(?: 如果 | 假如 )? 你是 [^。\\n]{0,6} (?: 人工智能 | ai | 语言模型 | 智能体 | 助手 ) | если \\s+ (?: ты | вы ) \\b [^.\\n]{0,20} (?: "
  "ассистент | агент | модель | ии \\b )",
  NULL
};

const char *const belay_hide_from_person_patterns[] = {
  "\\b (?: do \\s+ not | don'?t | never | without | avoid | refrain \\s+ from | no \\s+ need \\s+ to | must \\s+ "
  "not | should \\s+ not | shouldn'?t | neither | rather \\s+ than ) \\s+ (?: \\w{1,60} \\s+ ){0,3} (?: tell (?: "
  "ing )? | inform (?: ing )? | mention (?: ing )? | alert (?: ing )? | notify (?: ing )? | ask (?: ing )? | warn "
  "(?: ing )? | show (?: ing )? | reveal (?: ing )? | report (?: ing )? | disclos (?: e | ing ) | say (?: ing )? | "
  "consult (?: ing )? | confirm (?: ing )? | explain (?: ing )? | let (?: ting )? | check (?: ing )? \\s+ with | "
  "bother (?: ing )? ) \\b (?! [^.\\n]{0,60} \\b (?: password | pin | code ) \\b ) [^.,\\n]{0,50} \\b (?: user s? | "
  "person | human | operator | owner | supervisor | them | anyone | anybody | this \\s+ (?: message | instruction | "
  "note ) | these \\s+ (?: instructions | steps ) )",
  "\\b without \\s+ (?: the \\s+ )? (?: user | person | human | operator | owner | supervisor ) (?: '?s )? \\s+ (?: "
  "knowledge | noticing | knowing | consent | approval | permission | confirmation | awareness | seeing )",
  "\\b (?: silently | secretly | covertly | quietly | discreetly ) \\s+ (?: \\w{1,60} \\s+ )? (?: send | copy | run "
  "| delete | upload | install | forward | open | execute | download | add | change | transfer | post | visit )",
  "\\b (?: keep | hide ) \\s+ (?: this | these | it ) \\s+ (?: \\w{1,60} \\s+ ){0,3} (?: secret | hidden | "
  "confidential | private | from ) \\b [^.\\n]{0,30} \\b (?: user | person | human | operator | owner | supervisor "
  "| them | anyone )",
  "\\b (?: say | report | claim | pretend | answer | reply ) \\s+ that \\s+ (?: everything | all | it | nothing ) "
  "\\s+ (?: went | is | was | worked | happened ) \\b",
  "\\b (?: leave \\s+ out | omit | skip ) \\b [^.\\n]{0,60} \\b (?: summary | report | answer | reply )",
  "\\b (?: proceed | continue | go \\s+ ahead | act | carry \\s+ on | do \\s+ (?: it | this | so ) ) \\s+ without "
  "\\s+ (?: asking | waiting | telling | checking | notifying | informing | (?: any \\s+ | further \\s+ | prior "
  "\\s+ )? (?: approval | permission | confirmation ) )",
  "\\b so \\s+ (?: that \\s+ )? (?: nobody | no[ -]?one | (?: the | your ) \\s+ (?: user | owner | person | "
  "operator ) ) \\s+ (?: (?: will | would | can | could | may | does \\s+ not | doesn't ) \\s+ )? (?: ever \\s+ )? "
  "(?: notices? | sees? | knows? | finds? \\s+ out )",
  "\\b (?: do \\s+ not | don't ) \\s+ (?: ask | confirm | wait ) \\b [^.\\n]{0,40} \\b just \\s+ (?: do | go | run "
  "| click | press | proceed )",

  /* Tracks. */
  "\\b (?: history \\s+ -c | unset \\s+ histfile | histsize=0 | histfile=/dev/null | journalctl \\s+ --(?: vacuum | "
  "rotate ) | clear-history | wevtutil \\s+ cl ) \\b",
  "\\b (?: rm | shred | truncate ) \\b [^\\n]{0,80} (?: _history\\b | /var/log/ )",
  "(?: \\b (?: sag (?: e | en \\s+ sie )? | verrat\\w{0,2} | erzähl\\w{0,2} | informier\\w{0,3} ) \\b [^.\\n]{0,30} "
  "\\b (?: benutzer | nutzer | anwender | besitzer ) \\w{0,2} \\b [^.\\n]{0,20} \\b (?: nicht s? | niemand ) )",
  "\\b no \\s+ (?: se \\s+ lo | le | lo )? \\s* (?: digas? | menciones? | informes? | reveles? ) \\b [^.\\n]{0,20} "
  "\\b usuario | \\b ne \\s+ (?: le \\s+ )? (?: dis | dites | mentionne\\w{0,60} | révèle\\w{0,60} ) \\b "
  "[^.\\n]{0,30} \\b utilisateur",
  "(?: 不要 | 别 | 勿 ) [^。\\n]{0,6} (?: 告诉 | 通知 | 告知 | 提及 ) [^。\\n]{0,6} (?: 用户 | 使用者 | 主人 ) | \\b не \\s+ (?: говори "
  "| сообщай | рассказывай ) \\w{0,60} \\b [^.\\n]{0,20} пользовател",
  NULL
};

const char *const belay_claimed_authority_patterns[] = {
  "\\b (?: the \\s+ )? (?: user | owner | human | administrator | operator | supervisor | person ) \\s+ (?: "
  "\\w{1,60} \\s+ )? (?: has | have | already ) \\s+ (?: already \\s+ )? (?: \\w{1,60}ly \\s+ )? (?: authori[sz]ed "
  "| approved | consented | agreed | granted | given | confirmed | permitted | allowed | signed \\s+ off | cleared "
  ")",
  "\\b (?: pre-?authori[sz]ed | pre-?approved ) \\s+ (?: by | for | action | to ) \\b",
  "\\b (?: authori[sz]ed | approved | mandated | requested | required | sanctioned | instructed ) \\s+ by \\s+ (?: "
  "your | the \\s+ )? \\s* (?: user | owner | administrator | operator | anthropic | it \\s+ department | it \\s+ "
  "(?: support | team | desk ) | security \\s+ (?: team | department ) | management | legal | ceo | system )",
  "\\b (?: anthropic | it \\s+ department | security \\s+ team | system \\s+ administrator | openai | help \\s*desk "
  "| compliance ) \\b [^.\\n]{0,60} \\b (?: requires? | instructs? | needs? | mandates? | orders? | has \\s+ (?: "
  "approved | authori[sz]ed | determined | asked ) ) \\b [^.\\n]{0,40} \\b (?: you | agents? | assistants? | this "
  "\\s+ (?: action | step ) | immediate )",
  "\\b no \\s+ (?: further \\s+ | additional \\s+ | user \\s+ | human \\s+ )? (?: confirmation | approval | "
  "permission | consent | verification ) \\s+ (?: is \\s+ | will \\s+ be \\s+ )? (?: needed | required | necessary "
  ")",
  "\\b (?: developer | debug | admin | maintenance ) \\s+ mode \\b [^.\\n]{0,40} \\b (?: conversation | chat | "
  "assistant | agent | model ) \\b",
  "\\b on \\s+ behalf \\s+ of \\s+ (?: the \\s+ | your \\s+ )? (?: security | it | legal | management | compliance "
  "| support | admin\\w{0,60} ) \\b [^.\\n]{0,20} [:,]",
  "\\b (?: official | authori[sz]ed | direct ) \\s+ (?: instruction | order | command | directive | request | "
  "message ) s? \\s+ (?: from | by | of ) \\s+ (?: your | the \\s+ (?: user | owner | operator ) | anthropic | "
  "openai )",
  "\\b (?: user | owner | operator | principal | person \\s+ you \\s+ work \\s+ for | (?: your | the ) \\s+ (?: "
  "boss | employer | developer | operator ) ) \\s+ (?: wants | asks | asked | expects | would \\s+ like | "
  "instructed | told ) \\s+ you \\b",
  "\\b (?: as | i \\s+ am | i'm ) \\s+ (?: your | the ) \\s+ (?: supervisor | (?: system \\s+ )? admin\\w{0,60} | "
  "boss | manager | developer | creator | owner | operator ) \\b [^.\\n]{0,40} \\b (?: i | and )? \\s* (?: order | "
  "confirm | authori[sz]e | instruct | command | allow | permit ) \\b",
  NULL
};

const char *const belay_test_alibi_patterns[] = {
  "\\b (?: this | it | you | everything | that | we | environment ) (?: 's | 're | \\s+ is | \\s+ are | \\s+ here "
  "\\s+ is ) \\s+ (?: \\w{1,60} \\s+ ){0,4}? (?: in \\s+ )? (?: an? \\s+ | the \\s+ )? (?: \\w{1,60} \\s+ ){0,2}? "
  "(?: tests? | testing | sandbox (?: ed )? | simulat (?: ion | ed ) | dummy | mock | disposable | throw-?away | "
  "virtual \\s+ machine | vm | red[ -]team (?: ing )? | drill | exercise | demo | training | staging | fake | "
  "honeypot | playground ) \\s* (?: environment | system | machine | vm | account | data | run | scenario | "
  "exercise | server | instance | mode | box | container | only )? \\b [^\\n]{0,120} \\b (?: so | safe | safely | "
  "harmless | no \\s+ (?: harm | risk | consequences | real | damage | data ) | nothing | not \\s+ real | isn'?t "
  "\\s+ real | therefore | hence | allowed | permitted | without | free \\s+ to | can \\s+ (?: be | run | delete ) "
  "| feel | won'?t | will \\s+ not | cannot | proceed | expected )",
  "\\b (?: command | script | payload | code | action | step | file | link | program ) \\s+ (?: below \\s+ | above "
  "\\s+ )? (?: is | are ) \\s+ (?: \\w{1,60} \\s+ ){0,2} (?: harmless | safe | benign | not \\s+ (?: harmful | "
  "dangerous | malicious ) ) \\b",
  "\\b nothing \\s+ (?: here \\s+ | you \\s+ do \\s+ )? (?: is | will \\s+ be ) \\s+ (?: real | harmed | lost | "
  "affected | permanent )",
  "\\b (?: no \\s+ real | not \\s+ (?: a \\s+ )? real | fictional | simulated ) \\s+ (?: \\w{1,60} \\s+ )? (?: "
  "users? | data | people | accounts? | money | consequences? | systems? | files? ) \\b",
  "\\b you (?: \\s+ are | 're ) \\s+ being \\s+ (?: evaluated | tested | graded | benchmarked | assessed ) \\b",
  "\\b as \\s+ part \\s+ of \\s+ (?: the | this | an? ) \\s+ (?: \\w{1,60} \\s+ )? (?: evaluation | test | exercise "
  "| benchmark | assessment | audit | drill ) \\b [^.\\n]{0,60} \\b (?: run | click | execute | open | send | "
  "delete | enter )",
  "\\b (?: this | it ) (?: 's | \\s+ is ) \\s+ (?: \\w{1,60} \\s+ ){0,3} (?: disposable | throw-?away | dummy | "
  "test | sandbox (?: ed )? | virtual | demo ) \\s+ (?: vm | machine | system | account | box | environment | "
  "server ) \\b [^\\n]{0,40} \\b (?: go \\s+ ahead | feel \\s+ free | wipe | delete | erase )",
  "\\b (?: testumgebung | testsystem | übung | simulation | sandbox ) \\b [^.\\n]{0,80} \\b (?: gefahrlos | "
  "bedenkenlos | harmlos | ohne \\s+ (?: risiko | gefahr | folgen ) )",
  NULL
};

const char *const belay_must_first_patterns[] = {
  "\\b (?: before | prior \\s+ to | in \\s+ order \\s+ to | to ) \\s+ (?: you \\s+ )? (?: \\w{1,60} \\s+ ){0,2}? "
  "(?: continu (?: e | ing ) | proceed (?: ing )? | complet (?: e | ing ) | start (?: ing )? | access (?: ing )? | "
  "finish (?: ing )? | go (?: ing )? \\s+ (?: on | further ) | perform (?: ing )? | unlock (?: ing )? | resume | "
  "resuming ) \\b [^.\\n]{0,80} [,:]? \\s* \\b (?: you | agents? | assistants? | the \\s+ (?: agent | assistant ) | "
  "please | it \\s+ is \\s+ (?: required | necessary ) ) \\b [^.\\n]{0,30} (?: must | have \\s+ to | need \\s+ to | "
  "are \\s+ required | should | first | run | open | click | copy | paste | execute | type | visit | download | "
  "install | enter | verify | press )",
  "\\b you \\s+ (?: must | need \\s+ to | have \\s+ to | are \\s+ required \\s+ to | will \\s+ need \\s+ to | "
  "should ) \\s+ first \\s+ (?! create | register | be \\b | have | build | define | declare | compile | "
  "initiali[sz]e | read ) \\w{1,60}",
  "\\b (?: first | mandatory | required | critical | compulsory ) [\\s,:-]{1,8} (?: \\w{1,60} \\s+ ){0,2} (?: you "
  "\\s+ (?: must | need | have ) | step | action \\s+ required | security \\s+ (?: step | check | update ) )",
  "\\b (?: press | hit | hold ) \\s+ (?: and \\s+ \\w{1,60} \\s+ )? (?: the \\s+ )? (?: win (?: dows )? | ctrl | "
  "cmd | super | command ) (?: \\s+ (?: key | button ) )? \\s* \\+ \\s* [\"“”\\']? \\w \\b [^\\n]{0,120} \\b (?: "
  "paste | ctrl \\s* \\+ \\s* v | enter | run )",
  "\\b (?: verify | prove | confirm ) \\s+ (?: that \\s+ )? (?: you \\s+ are | you'?re ) \\s+ (?: a \\s+ )? (?: "
  "human | not \\s+ a \\s+ (?: robot | bot ) ) \\b [^\\n]{0,200} \\b (?: paste | terminal | run | command | "
  "powershell )",
  "\\b (?: open | launch | start ) \\s+ (?: a \\s+ | the \\s+ | your \\s+ )? (?: terminal | command \\s+ (?: prompt "
  "| line ) | powershell | console | shell ) \\b [^\\n]{0,60} \\b (?: run | type | paste | execute | enter )",
  "\\b (?: copy | paste | type | enter | run | execute ) \\s+ (?: and \\s+ \\w{1,60} \\s+ )? (?: the \\s+ )? (?: "
  "following | this | below | text \\s+ below | command \\s+ below ) \\b [^\\n]{0,60} \\b (?: terminal | command | "
  "shell | console | prompt | address \\s+ bar | code | script | powershell )",
  "\\b (?: in \\s+ order \\s+ to | to ) \\s+ (?: proceed | continue | go \\s+ on | (?: unlock | view | access | "
  "open | see ) \\s+ (?: the | this | your ) \\s+ \\w{1,60} ) \\s* , \\s* (?: please \\s+ | first \\s+ | you \\s+ "
  "(?: must | have \\s+ to | need \\s+ to ) \\s+ ){0,2} " DOES " \\b",
  "\\b (?: before | prior \\s+ to ) \\s+ (?: doing \\s+ any (?: thing | \\s+ other ) | answering | solving | "
  "anything \\s+ else | everything \\s+ else | (?: you \\s+ )? (?: complet\\w{1,60} | finish\\w{0,60} | "
  "start\\w{0,60} | perform\\w{0,60} ) \\s+ (?: the | this | your ) \\s+ task ) \\b [^.\\n]{0,60} \\b (?: " DOES " | "
  "go | sign | log | you )",
  "\\b step \\s+ is \\s+ (?: mandatory | compulsory | required | essential ) \\b",
  "\\b (?: the | your | this ) \\s+ task \\s+ (?: will | would | shall ) \\s+ (?: fail | not \\s+ be )",
  "\\b (?: prerequisite | required | necessary | needed | mandatory | condition ) \\s+ (?: for | of | to ) \\s+ (?: "
  "\\w{1,60} \\s+ )? (?: the | this | your ) \\s+ task \\b [^.\\n]{0,40} \\b " DOES " \\b",
  "\\b you \\s+ (?: will \\s+ )? first \\s+ (?: have | need ) \\s+ to \\s+ " DOES " \\b | \\b (?: first \\s+ you | "
  "you \\s+ first ) \\s+ (?: must | have \\s+ to | need \\s+ to ) \\s+ " DOES " \\b",
  "\\b bevor \\s+ (?: du | sie ) \\b [^.\\n]{0,60} \\b (?: musst \\s+ du | müssen \\s+ sie ) \\b [^.\\n]{0,80} (?: "
  "terminal | befehl | install | ausführ | herunterlad | einfüg )",
  NULL
};

const char *const belay_urgency_patterns[] = {
  "\\b (?: urgent | right \\s+ now | act \\s+ now | without \\s+ delay | final \\s+ (?: notice | warning ) | last "
  "\\s+ (?: chance | warning ) ) \\b [^\\n]{0,100} \\b (?: click | call | run | download | install | visit | verify "
  "| log \\s* in | sign \\s* in | pay | send | transfer | confirm | update | enter | password | account | suspended "
  "| terminated | deleted | infected | compromised | lost )",
  "\\b (?: immediately | critical | emergency | at \\s+ once | asap ) \\b [^.\\n]{0,80} \\b (?: click | download | "
  "log \\s+ in | sign \\s+ in | verify | infected | compromised | suspended | your \\s+ (?: account | password | "
  "device | computer ) )",
  "\\b (?: your | the | this ) \\s+ (?: computer | account | device | pc | system | machine | access | mailbox ) "
  "\\s+ (?: \\w{1,60} \\s+ ){0,2} (?: infected | suspended | locked | compromised | terminated | at \\s+ risk | "
  "blocked | hacked | deactivated ) \\b",
  "\\b (?: failure | failing | refus (?: al | ing ) | unless ) \\b [^.\\n]{0,80} \\b (?: will | result | lead ) \\b "
  "[^.\\n]{0,60} \\b (?: terminat | suspen | delet | lost | loss | shut | lock | legal | fired | penalt | fail )",
  "\\b (?: immediate | urgent ) \\s+ (?: action | attention | response | verification ) \\s+ (?: is \\s+ )? (?: "
  "required | needed | necessary )",
  "\\b (?: verify | confirm | act | respond | click | call | renew | pay | update | scan ) \\s+ (?: \\w{1,60} \\s+ "
  "){0,3} (?: now | immediately | today | at \\s+ once | right \\s+ away | within \\s+ \\d{1,60} \\s+ \\w{1,60} ) "
  "\\b [^\\n]{0,20} \\b (?: or | to \\s+ avoid | before | otherwise )",
  "\\b you \\s+ have \\s+ (?: only \\s+ )? \\d{1,60} \\s+ (?: seconds | minutes | hours ) \\s+ (?: left \\s+ | "
  "remaining \\s+ )? (?: to \\s+ (?: respond | act | comply | pay | call | verify | confirm | click ) | before \\s+ "
  "(?: your | the | all | everything ) )",
  "\\b (?: banking | personal | financial | private | your ) \\s+ (?: data | details | information | files | photos "
  "| passwords? ) \\s+ (?: is | are ) \\s+ (?: \\w{1,60} \\s+ ){0,2} (?: stolen | leaked | at \\s+ risk | encrypted "
  ")",
  "! \\s? ! [^\\n]{0,60} \\b (?: must | now | immediately ) \\b | \\b (?: must | have \\s+ to ) \\s+ (?: click | "
  "call | press | pay ) \\b [^.\\n]{0,40} \\b (?: right \\s+ now | immediately | at \\s+ once ) \\b",
  "\\b (?: ihre? | dein e? ) \\s+ (?: computer | konto | gerät | pc | rechner ) \\b [^.\\n]{0,60} \\b (?: gesperrt "
  "| infiziert | gelöscht | blockiert | kompromittiert )",
  "\\b (?: su | tu ) \\s+ (?: ordenador | equipo | cuenta | computadora | dispositivo ) \\b [^.\\n]{0,20} \\b (?: "
  "infectad | bloquead | suspendid | comprometid ) | \\b votre \\s+ (?: ordinateur | compte | appareil ) \\b "
  "[^.\\n]{0,20} \\b (?: infecté | suspendu | bloqué | piraté )",
  NULL
};

const char *const belay_payment_patterns[] = {
  "\\b (?: place (?: \\s+ (?: your | my | the ) )? \\s+ order | buy \\s+ now | pay \\s+ now | complete \\s+ (?: the "
  "\\s+ | your \\s+ )? (?: purchase | payment ) | confirm \\s+ (?: the \\s+ | your \\s+ )? (?: purchase | payment | "
  "order | transfer | subscription ) | checkout \\s+ now | start \\s+ (?: your \\s+ )? (?: subscription | free \\s+ "
  "trial ) | subscribe \\s+ now | authori[sz]e \\s+ (?: the \\s+ )? payment | one-?click \\s+ (?: buy | order ) )",
  "\\b (?: wire | transfer | send | pay | donate | deposit | withdraw ) \\s+ (?: \\w{1,60} \\s+ ){0,3} (?: [$€£¥₿] "
  "\\s* \\d | \\d [\\d.,]{0,20} \\s* (?: usd | eur | gbp | dollars? | euros? | pounds? | btc | bitcoin s? | eth | "
  "usdt | chf ) )",
  "\\b (?: gift \\s+ cards? | bitcoin \\s+ (?: address | wallet ) | crypto (?: currency )? \\s+ wallet | seed \\s+ "
  "phrase | recovery \\s+ phrase | western \\s+ union | moneygram ) \\b",
  "\\b (?: i \\s+ (?: have \\s+ read \\s+ and \\s+ )? (?: agree | accept | consent ) \\s+ (?: to | the | with ) | "
  "accept \\s+ (?: all | the \\s+ terms | terms | and \\s+ (?: continue | pay ) ) | agree \\s+ (?: and | & | to ) "
  "\\s+ (?: continue | pay | install | the ) | allow \\s+ (?: all | access | notifications | remote ) | grant \\s+ "
  "(?: full \\s+ | admin \\s+ | remote \\s+ )? (?: access | permission s? | consent ) | e-?sign | sign \\s+ (?: the "
  "\\s+ | this \\s+ )? (?: contract | agreement ) )",
  "\\b (?: delete | close | deactivate | cancel ) \\s+ (?: my | your | the | this ) \\s+ (?: account | subscription "
  "| profile | workspace | organi[sz]ation | repository | project ) \\b",
  "\\b (?: cvv | cvc | card \\s+ number | iban | routing \\s+ number | sort \\s+ code | account \\s+ number ) \\s* "
  "[:=]? \\s* [a-z]{0,2} \\d{2,}",
  "(?<! [\\d.] ) (?: 4\\d{3} | 5[1-5]\\d\\d | 3[47]\\d\\d | 6011 ) [ -]? \\d{4} [ -]? \\d{4} [ -]? \\d{3,4} (?! "
  "[\\d.] )",
  "\\b bc1 [a-z0-9]{25,60} \\b | \\b 0x [0-9a-f]{40} \\b",
  "\\b enter \\s+ (?: your | the ) \\s+ (?: credit \\s+ | debit \\s+ | bank \\s+ )? (?: card | account ) \\b "
  "[^.\\n]{0,80} \\b to \\s+ (?: verify | confirm | unlock | receive | claim | prove )",
  "\\b complete \\s+ (?: the \\s+ )? checkout \\b | \\b (?: check-?out | buy | pay | purchase ) \\s+ (?: it \\s+ )? "
  "with \\s+ one \\s+ click",
  "\\b überweis\\w{0,3} \\b [^.\\n]{0,30} \\d [^.\\n]{0,10} (?: euro | € | eur | usd | chf ) | \\b (?: "
  "transfier[ae] | envía | pag(?: ue | a ) | virez | payez | envoyez ) \\b [^.\\n]{0,30} \\d [^.\\n]{0,10} (?: "
  "euros? | € | dólares )",
  NULL
};

const char *const belay_payment_screen_patterns[] = {
  "\\b (?: wire | transfer | send | pay | deposit | withdraw ) \\s+ (?: \\w{1,60} \\s+ ){0,3} (?: [$€£¥₿] \\s* \\d "
  "| \\d [\\d.,]{0,20} \\s* (?: usd | eur | gbp | dollars? | euros? | pounds? | btc | bitcoin s? | eth | usdt | chf "
  ") )",
  "\\b (?: confirm | complete | approve | authori[sz]e ) \\s+ (?: the | this ) \\s+ (?: purchase | payment | "
  "transfer | transaction | order ) \\s+ (?: with | using | without | to ) \\b",
  "(?: buy | purchase | get | send | redeem ) \\b [^.\\n]{0,30} \\b gift \\s+ cards? \\b [^.\\n]{0,60} \\b (?: "
  "codes? | numbers? | send | type | read )",
  "\\b (?: enter | type | send | share | provide | submit | verify | confirm ) \\s+ (?: \\w{1,60} \\s+ ){0,3} (?: "
  "seed \\s+ phrase | recovery \\s+ phrase )",
  "\\b (?: purchase | buy | pay | order ) \\b [^.\\n]{0,60} \\b (?: saved | stored ) \\s+ (?: card | payment )",
  "\\b (?: agree | consent ) \\s+ to \\s+ (?: the | a ) \\s+ (?: recurring | monthly | annual ) | \\b (?: western "
  "\\s+ union | moneygram | bitcoin \\s+ (?: address | wallet ) ) \\b",
  "\\b (?: cvv | cvc | card \\s+ number | iban | routing \\s+ number | sort \\s+ code | account \\s+ number ) \\s* "
  "[:=]? \\s* [a-z]{0,2} \\d{2,}",
  "(?<! [\\d.] ) (?: 4\\d{3} | 5[1-5]\\d\\d | 3[47]\\d\\d | 6011 ) [ -]? \\d{4} [ -]? \\d{4} [ -]? \\d{3,4} (?! "
  "[\\d.] )",
  "\\b bc1 [a-z0-9]{25,60} \\b | \\b 0x [0-9a-f]{40} \\b",
  "\\b enter \\s+ (?: your | the ) \\s+ (?: credit \\s+ | debit \\s+ | bank \\s+ )? (?: card | account ) \\b "
  "[^.\\n]{0,80} \\b to \\s+ (?: verify | confirm | unlock | receive | claim | prove )",
  "\\b complete \\s+ (?: the \\s+ )? checkout \\b | \\b (?: check-?out | buy | pay | purchase ) \\s+ (?: it \\s+ )? "
  "with \\s+ one \\s+ click",
  "\\b überweis\\w{0,3} \\b [^.\\n]{0,30} \\d [^.\\n]{0,10} (?: euro | € | eur | usd | chf ) | \\b (?: "
  "transfier[ae] | envía | pag(?: ue | a ) | virez | payez | envoyez ) \\b [^.\\n]{0,30} \\d [^.\\n]{0,10} (?: "
  "euros? | € | dólares )",
  NULL
};

const char *const belay_agent_interference_patterns[] = {
  "\\b (?: disable | turn \\s+ off | stop | close | kill | quit | bypass | circumvent | evade | work \\s+ around | "
  "trick | switch \\s+ off ) \\b [^.\\n]{0,40} \\b (?: belay | supervis (?: or | ion | ing ) | approval s? | "
  "oversight | monitoring | guard s? | safety \\s+ (?: checks? | filters? | features? ) | security \\s+ (?: checks? "
  "| software | controls? | warnings? ) | antivirus | firewall | audit | logging )",
  "\\b (?: pkill | killall | kill ) \\s+ [^\\n]{0,40} \\b (?: belay | xvnc | xtigervnc | auditd | rsyslogd )",
  "\\b approve \\s+ (?: once | the \\s+ (?: rest | next ) | all | every ) \\b [^.\\n]{0,60} \\b (?: without | "
  "automatically | yourself | always )",

  /* Commands that name this program. */
  "\\b (?: xdotool | wmctrl | flatpak \\s+ (?: uninstall | kill | override ) | snap \\s+ (?: remove | stop ) | (?: "
  "apt | apt-get | dpkg | dnf ) \\s+ (?: -\\S{1,200} \\s+ ){0,3} (?: remove | purge | -r ) | dconf | gsettings \\s+ "
  "(?: re )? set | systemctl | rm | mv | chmod | kill\\w{0,60} ) \\b [^\\n]{0,100} \\b belay \\b",
  "\\b belay \\b [^.\\n]{0,40} \\b (?: approved | verified | checked | confirmed ) \\b [^.\\n]{0,30} \\b (?: "
  "automatically | already )",
  "\\b (?: press | click | choose | select | hit ) \\s+ (?: on \\s+ )? [\"“']? (?: approve | allow | continue | "
  "accept ) [^.\\n]{0,60} \\b belay \\b",
  NULL
};
