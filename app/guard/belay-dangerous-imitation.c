/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "belay-dangerous-patterns.h"

/*
 * This program's own words, met on the screen of the sandbox: a card that asks to be approved, a notice that says it was. The
 * real ones are outside of the sandbox, where neither the agent nor a page can be. Whoever changes the words of the card or
 * of the results changes these.
 */
const char *const belay_imitation_patterns[] = {
  /* The program speaks. */
  "\\b belay \\b [^\\n]{0,20} \\b (?: wants? | needs? | asks? | requires? | requests? | is \\s+ asking | is \\s+ waiting | "
  "has \\s+ (?: approved | verified | checked | cleared | granted | paused | been ) | will \\s+ (?: now \\s+ )? (?: approve | "
  "run | allow | skip ) | recommends? | confirms? ) \\b",
  "\\b belay (?: : | \\s+ (?: – | — | - ) ) \\s+ (?: step | action | approval | supervis | session | notice | system | security | "
  "message | approved | allowed )",
  "\\b (?: claude | the \\s+ agent ) \\s+ wants \\s+ to \\b [^\\n]{0,80} \\b (?: approve | allow | reject | skip )",

  /* Its buttons: one that no other program has, or several together. */
  "\\b approve \\s+ once \\b",
  "\\b approve \\s+ the \\s+ rest \\s+ of \\s+ (?: this | the ) \\s+ turn",
  "\\b approve \\b .{0,24} \\b edit \\b .{0,24} \\b skip \\b .{0,24} \\b reject \\b",
  "\\b until \\s+ something \\s+ looks \\s+ wrong \\b",
  "\\b take \\s+ over \\b .{0,40} \\b (?: stop | slack ) \\b .{0,40} \\b (?: approve | slack | stop ) \\b",

  /* What it says to the agent. */
  "\\b (?: approved | confirmed | cleared | authori[sz]ed | executed | allowed ) \\s+ by \\s+ the \\s+ person \\b",
  "\\b the \\s+ person \\s+ supervising \\b",
  "\\b (?: step | action ) s? \\s+ \\d{1,3} (?: \\s* (?: - | – | to | and ) \\s* \\d{1,3} )? \\s+ (?: was | were | has \\s+ been | "
  "have \\s+ been | is | are ) \\s+ (?: already \\s+ )? (?: approved | pre-? \\s? approved | cleared )",
  "\\b supervision \\s+ (?: is | was | has \\s+ been ) \\s+ (?: now \\s+ )? (?: paused | off | disabled | lifted | suspended | "
  "ended | over )",
  "\\b you \\s+ (?: no \\s+ longer \\s+ need | do \\s+ not \\s+ need | don['’]?t \\s+ need ) \\s+ (?: an? \\s+ )? approval \\b",
  NULL
};
