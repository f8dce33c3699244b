import { functionNames } from '../../lib/go-template';

/**
 * Templates that use up their steps with one function, or with one combination: every function in a tight loop,
 * over short and over long arguments. What they must never do is take long.
 */
export interface Adversary {
  readonly name: string;
  readonly template: string;
}

/** Arguments: $s a string, $t another one with the same text, $l a list, $m a map, $j the loop's number. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  abbrev: ['abbrev 20 $s', 'abbrev 900000 $s'],
  abbrevboth: ['abbrevboth 5 20 $s'],
  add: ['add 1 $j', 'add $s 1'],
  add1: ['add1 $j'],
  add1f: ['add1f 1.5', 'add1f 1e308'],
  addf: ['addf 1e308 1e-308 1e300', 'addf 0.1 0.2'],
  adler32sum: ['adler32sum $s'],
  ago: ['ago 5'],
  all: ['all $j $s'],
  and: ['and $j $s'],
  any: ['any "" $s'],
  append: ['append $l 1'],
  atoi: ['atoi "12345"', 'atoi $s', 'atoi $digits'],
  b32dec: ['b32dec $s', 'b32dec $b32'],
  b32enc: ['b32enc $s'],
  b64dec: ['b64dec $s', 'b64dec $b64'],
  b64enc: ['b64enc $s'],
  base: ['base $s', 'base $slashes'],
  base64: ['base64 $s', 'base64 $j', 'base64 $m'],
  biggest: ['biggest 1 $j 3'],
  camelcase: ['camelcase $s', 'camelcase $words'],
  cat: ['cat $s $j $s'],
  ceil: ['ceil 1.5'],
  chunk: ['chunk 10 $l', 'chunk 1 $l'],
  clean: ['clean $s', 'clean $slashes', 'clean $path'],
  coalesce: ['coalesce "" $s'],
  compact: ['compact $l'],
  concat: ['concat $l $l'],
  contains: ['contains "Q" $s', 'contains $needle $s'],
  date: ['date "2006-01-02 15:04:05" 1700000000', 'date $layout 1700000000', 'date $s 1700000000'],
  dateInZone: [
    'dateInZone "2006-01-02 15:04:05 MST" 1700000000 "Europe/Paris"',
    'dateInZone "15" 1700000000 (print "A" $i $j)',
  ],
  dateModify: ['dateModify "1h30m" $now', 'dateModify $duration $now', 'dateModify $s $now'],
  deepCopy: ['deepCopy $l', 'deepCopy $m', 'deepCopy $deep'],
  deepEqual: ['deepEqual $l $l2', 'deepEqual $m $m2', 'deepEqual $s $t'],
  default: ['default 1 $s'],
  dict: ['dict "a" 1 "b" 2', 'dict $s 1'],
  dig: ['dig "a" "b" 1 $m', 'dig $s 1 $m'],
  dir: ['dir $s', 'dir $slashes', 'dir $path'],
  div: ['div 7 3', 'div $s 3'],
  divf: ['divf 1e308 3 7', 'divf 1e-308 1e308'],
  duration: ['duration "95"', 'duration $s'],
  durationRound: ['durationRound "2h10m5s"', 'durationRound $duration', 'durationRound $s'],
  empty: ['empty $s', 'empty $m'],
  eq: ['eq $s $t', 'eq $j 1 2 3'],
  ext: ['ext $s', 'ext $path', 'ext $dots'],
  first: ['first $l'],
  float64: ['float64 "1.5e10"', 'float64 $s'],
  floor: ['floor 1.5', 'floor $s'],
  fromJson: [
    'fromJson "[1,2]"',
    'fromJson $json',
    'fromJson $bigs',
    'fromJson $quotes',
    'fromJson $runs',
    'fromJson $s',
  ],
  ge: ['ge $s $t'],
  get: ['get $m "k5"', 'get $m $s'],
  gt: ['gt $s $t'],
  has: ['has "none" $l', 'has $m $l'],
  hasKey: ['hasKey $m "k5"', 'hasKey $m $s'],
  hasPrefix: ['hasPrefix $t $s'],
  hasSuffix: ['hasSuffix $t $s'],
  hello: ['hello'],
  html: ['html $s', 'html $marks', 'html $l'],
  htmlDate: ['htmlDate 1700000000'],
  htmlDateInZone: ['htmlDateInZone 1700000000 "America/New_York"'],
  indent: ['indent 4 $s', 'indent 1 $lines'],
  index: ['index $s 5', 'index $l 5', 'index $m "k5"', 'index $m $s'],
  initial: ['initial $l'],
  initials: ['initials $s', 'initials $words'],
  int: ['int "12345"', 'int $s', 'int $digits', 'int $zeros'],
  int64: ['int64 1.5', 'int64 $s'],
  isAbs: ['isAbs $s'],
  join: ['join "," $l', 'join $s (list 1 2)'],
  js: ['js $s', 'js $marks'],
  json: ['json $l', 'json $m', 'json $s', 'json $marks'],
  kebabcase: ['kebabcase $s', 'kebabcase $words'],
  keys: ['keys $m', 'keys $m $m2'],
  kindIs: ['kindIs "map" $m', 'kindIs $s $m'],
  kindOf: ['kindOf $m', 'kindOf $j'],
  last: ['last $l'],
  le: ['le $s $t'],
  len: ['len $s', 'len $l', 'len $m'],
  list: ['list 1 $s 3 4 5 6 7 8'],
  lower: ['lower $s'],
  lt: ['lt $s $t'],
  max: ['max 1 $j 3', 'max $s 1'],
  maxf: ['maxf 1.5 $j', 'maxf $s 1'],
  merge: ['merge (dict) $m', 'merge $d $m'],
  mergeOverwrite: ['mergeOverwrite (dict) $m', 'mergeOverwrite $d $m'],
  min: ['min 1 $j 3'],
  minf: ['minf 1.5 $j'],
  mod: ['mod 7 3'],
  mul: ['mul $j 3 7', 'mul 9223372036854775807 9223372036854775807'],
  mulf: ['mulf 1.5 2.5 1e300'],
  ne: ['ne $s $t'],
  nindent: ['nindent 4 $s', 'nindent 1 $lines'],
  nospace: ['nospace $s', 'nospace $words'],
  not: ['not $s', 'not $m'],
  now: ['now'],
  omit: ['omit $m "k1" "k2"', 'omit $m "1" "2" "3" "4" "5" "6" "7" "8" "9" "10" "11" "12"'],
  or: ['or "" $s'],
  pick: ['pick $m "k1" "k2"', 'pick $m $s'],
  pluck: ['pluck "k1" $m $m2', 'pluck $s $m'],
  plural: ['plural "one" "many" $j', 'plural $s $s 2'],
  prepend: ['prepend $l 1'],
  print: ['print $s $s', 'print $l', 'print $m', 'print $j 1.5'],
  printf: [
    'printf "%d|%5.2f|%-10s|%x" $j 1.5 "a" 255',
    'printf "%s%s" $s $s',
    'printf "%q" $s',
    'printf "%x" $s',
    'printf "% X" $s',
    'printf "%+q" $s',
    'printf "%.3s" $s',
    'printf "%1000d" $j',
    'printf "%.500f" 1e-300',
    'printf "%.1000000f" 1e300',
    'printf "%v" $l',
    'printf "%#v" $m',
    'printf $s 1',
    'printf $verbs $j',
    'printf $percents',
    'printf "%e %g %b %x" 1e300 1e-300 5e-324 0.1',
    'printf "%[1]d %[1]q %[1]U %[1]c" $j',
  ],
  println: ['println $s $j', 'println $l'],
  push: ['push $l 1'],
  quote: ['quote $s', 'quote $j $j', 'quote $marks', 'quote $l'],
  regexFind: [
    'regexFind "[a-z]+b" $s',
    'regexFind "(a|b)*Q" $s',
    'regexFind (print "a" $i "b" $j "(c|d)") "x"',
  ],
  regexFindAll: ['regexFindAll "." $s -1', 'regexFindAll "[a-z]+" $words -1', 'regexFindAll "(a*)*Q|b" $s 5'],
  regexMatch: [
    'regexMatch "^[a-z]+$" "hello"',
    'regexMatch "(a|b)*Q" $s',
    'regexMatch (print "x" $i "y" $j) "x"',
    'regexMatch (print "(x" $i "){1,500}y" $j) "x"',
    'regexMatch (print "[^a]\\\\pL\\\\PN{200}" $i "y" $j) "x"',
    'regexMatch (print $pattern $i "y" $j) "x"',
    'regexMatch (print $pattern $i "y" $j "(") "x"',
    'regexMatch $pattern $s',
    'regexMatch "(?:(?:(?:(?:a?){20}){20}){20})Q" $s',
    'regexMatch "(?i)k\\\\w{50}Z" $s',
  ],
  regexQuoteMeta: ['regexQuoteMeta $s', 'regexQuoteMeta $dots'],
  regexReplaceAll: [
    'regexReplaceAll "a" $s "b"',
    'regexReplaceAll "" $s "-"',
    'regexReplaceAll "([a-z])(o)" $words "$2$1"',
    'regexReplaceAll "a*Q|[^Q]" $s "$0$0"',
  ],
  regexReplaceAllLiteral: ['regexReplaceAllLiteral "a" $s "b"', 'regexReplaceAllLiteral "x" "y" $s'],
  regexSplit: ['regexSplit "a" $s -1', 'regexSplit "" $s -1', 'regexSplit " " $words 3'],
  repeat: ['repeat 3 "ab"', 'repeat 2 $s', 'repeat 4000000 "a"'],
  replace: ['replace "a" "b" $s', 'replace "" "-" $s', 'replace "Q" "b" $s', 'replace $needle "b" $s'],
  rest: ['rest $l'],
  reverse: ['reverse $l'],
  round: ['round 1.2345 2'],
  semver: ['semver "1.2.3-beta.1+b"', 'semver $version', 'semver $s'],
  semverCompare: [
    'semverCompare ">=1.2, <2 || ^3.1 || ~4" "1.5.0"',
    'semverCompare $constraint "9.9.9"',
    'semverCompare $spaces "9.9.9"',
    'semverCompare ">1.0.0-1" $version',
    'semverCompare ">1.0.0-1" $prerelease',
    'semverCompare $s "1.2.3"',
  ],
  seq: ['seq 3', 'seq 100000'],
  set: ['set $d "a" $j', 'set $d (print $i "-" $j) 1', 'set $d $s 1'],
  sha1sum: ['sha1sum $s'],
  sha256sum: ['sha256sum $s'],
  slice: ['slice $l 1 2', 'slice $l'],
  snakecase: ['snakecase $s', 'snakecase $words', 'snakecase "HTTPServer2Go"'],
  sortAlpha: ['sortAlpha $l', 'sortAlpha $same', 'sortAlpha (list $s $t $s $t $s $t $s $t)'],
  split: ['split "," $s', 'split "o" $words'],
  splitList: ['splitList "a" $s', 'splitList "" $s', 'splitList "," "a,b"', 'splitList "o" $words'],
  splitn: ['splitn "o" 3 $words', 'splitn "a" 2 $s'],
  squote: ['squote $s $j', 'squote $l'],
  sub: ['sub 7 $j'],
  subf: ['subf 7.5 1.1 1e-300'],
  substr: ['substr 1 3 $s', 'substr 1 900000 $s', 'substr -1 3 $s'],
  swapcase: ['swapcase $s', 'swapcase $words'],
  ternary: ['ternary $s 2 true'],
  title: ['title $s', 'title $words'],
  toDate: [
    'toDate "2006-01-02" "2023-11-14"',
    'toDate "Monday, January 2, 2006 15:04:05.000 MST" "Tuesday, November 14, 2023 10:00:00.123 CET"',
    'toDate $layout $s',
    'toDate $months $months',
    'toDate $s $s',
    'toDate "Mon" $s',
  ],
  toDecimal: ['toDecimal "755"', 'toDecimal $s', 'toDecimal $l'],
  toJson: ['toJson $l', 'toJson $m', 'toJson $deep', 'toJson $s', 'toJson $nested'],
  toPrettyJson: ['toPrettyJson $l', 'toPrettyJson $m', 'toPrettyJson $deep', 'toPrettyJson $nested'],
  toRawJson: ['toRawJson $m', 'toRawJson $marks'],
  toString: ['toString $s', 'toString $l', 'toString $m', 'toString $deep', 'toString $now'],
  toStrings: ['toStrings $l'],
  trim: ['trim $s', 'trim $blanks'],
  trimAll: ['trimAll "ab c" $s', 'trimAll $s $s'],
  trimPrefix: ['trimPrefix $t $s', 'trimPrefix "ab" $s'],
  trimSuffix: ['trimSuffix $t $s'],
  trimall: ['trimall "ab c" $s'],
  trunc: ['trunc 5 $s', 'trunc -5 $s', 'trunc 900000 $s'],
  tuple: ['tuple 1 2 3'],
  typeIs: ['typeIs "string" $s', 'typeIs $s $m'],
  typeIsLike: ['typeIsLike "string" $m', 'typeIsLike $s $m'],
  typeOf: ['typeOf $m', 'typeOf $l'],
  uniq: ['uniq $l', 'uniq $numbers', 'uniq $same'],
  unixEpoch: ['unixEpoch $now'],
  unset: ['unset $d "a"', 'unset $d $s'],
  until: ['until 3', 'until 100000'],
  untilStep: ['untilStep 0 30 10', 'untilStep 100000 0 -1'],
  untitle: ['untitle $s', 'untitle $words'],
  upper: ['upper $s'],
  urlJoin: [
    'urlJoin $url',
    'urlJoin (dict "host" $s "path" $s)',
    'urlJoin (dict "userinfo" "a:b" "host" "c")',
  ],
  urlParse: ['urlParse "https://u:p@h:80/p?q#f"', 'urlParse $s', 'urlParse $percent', 'urlParse $hashes'],
  urlquery: ['urlquery $s', 'urlquery $marks'],
  values: ['values $m'],
  without: ['without $l "a" "b" "c"', 'without $l $m', 'without $l 1 2 3 4 5 6 7 8'],
  wrap: ['wrap 80 $s', 'wrap 5 $words', 'wrap 3000000 $words'],
  wrapWith: ['wrapWith 5 "-" $s', 'wrapWith 1 "-" $s'],
};

/** The same function under another name: one call is enough. */
const ALIASES: Readonly<Record<string, string>> = {
  date_in_zone: 'dateInZone',
  date_modify: 'dateModify',
  must_date_modify: 'dateModify',
  osBase: 'base',
  osClean: 'clean',
  osDir: 'dir',
  osExt: 'ext',
  osIsAbs: 'isAbs',
}; // prettier

/** What ends at the first call. */
const ENDS: readonly string[] = ['call $s', 'fail $s'];

/** Combinations, whole templates: LOOP ... END repeats for ever. */
const COMBINATIONS: Readonly<Record<string, string>> = {
  'an empty loop': 'LOOPEND',
  'ranges over a large map': 'LOOP{{range $m}}{{break}}{{end}}END',
  'ranges over a map of 70 keys': 'LOOP{{range $k, $v := .seventy}}{{break}}{{end}}END',
  'ranges over a new map each time': 'LOOP{{range dict (print $i) 1 (print $j) 2 "x" 3}}{{end}}END',
  'ranges over a large list': 'LOOP{{range $l}}{{break}}{{end}}END',
  fields: 'LOOP{{$v := .a.b.c.d}}{{$v = $.a.b.c.d}}END',
  'a field of a large map': 'LOOP{{$v := $m.k5}}END',
  'methods of a time':
    'LOOP{{$v := $now.Year}}{{$v = $now.Format "2006-01-02T15:04:05"}}{{$v = $now.Unix}}END',
  'methods of a time, chained':
    'LOOP{{$v := ($now.AddDate 1 2 3).Weekday.String}}{{$v = ($now.Sub $now).Hours}}END',
  'methods of a version': 'LOOP{{$v := (semver "1.2.3").IncMajor.IncMinor.String}}END',
  'methods of a time in a zone':
    '{{$z := toDate "2006-01-02" "2023-11-14"}}LOOP{{$v := $z.AddDate 0 0 $j}}{{$v = $v.String}}END',
  'a time with a long layout': 'LOOP{{$v := $now.Format .layout}}END',
  'prints a time': 'LOOP{{$now}}END',
  'prints a large list': 'LOOP{{$l}}END',
  'prints deep data': 'LOOP{{$deep}}END',
  'prints bad bytes': '{{$b := repeat 1000 "a\\xff"}}LOOP{{$b}}END',
  'prints numbers': 'LOOP{{1.5}}{{$j}}{{1e300}}{{1e-300}}{{.float}}END',
  'writes long texts': 'LOOP{{$s}}END',
  'a string that grows at its end': '{{$x := ""}}LOOP{{$x = print $x "abcdefgh"}}END',
  'a string that grows at its start': '{{$x := ""}}LOOP{{$x = printf "a%s" $x}}END',
  'a string that grows and is read': '{{$x := ""}}LOOP{{$x = print "ab" $x}}{{$v := contains "q" $x}}END',
  'a string that doubles': '{{$x := "ab"}}LOOP{{$x = printf "%s%s" $x $x}}END',
  'a string with bad bytes that grows': '{{$x := "a"}}LOOP{{$x = print $x "\\xff"}}END',
  'half a character at each end': '{{$x := ""}}LOOP{{$x = print "\\xa9" $x "\\xc3"}}END',
  'text with one bad byte, read': '{{$x := print .half "\\xff"}}LOOP{{$v := trunc 100000 $x}}END',
  'text with one bad byte, its length': '{{$x := print .half "\\xff"}}LOOP{{$v := len $x}}END',
  'text with many bad bytes, as hexadecimal':
    '{{$x := repeat 20000 "a\\xff"}}LOOP{{$v := printf "%x" $x}}END',
  'text with many bad bytes, upper': '{{$x := repeat 20000 "a\\xff"}}LOOP{{$v := upper $x}}END',
  'text with many bad bytes, quoted': '{{$x := repeat 20000 "a\\xff"}}LOOP{{$v := quote $x}}END',
  'text with many bad bytes, as JSON': '{{$x := repeat 20000 "a\\xff"}}LOOP{{$v := toJson $x}}END',
  'text with many bad bytes, cut': '{{$x := repeat 20000 "a\\xff"}}LOOP{{$v := substr 1 30000 $x}}END',
  'text with many bad bytes, compared':
    '{{$x := repeat 20000 "a\\xff"}}{{$y := repeat 20000 "a\\xff"}}LOOP{{$v := lt $x $y}}END',
  'characters beyond the basic plane, compared': 'LOOP{{$v := lt .astral .astral2}}END',
  'characters beyond the basic plane, sorted': 'LOOP{{$v := sortAlpha .astrals}}END',
  'a list that grows at its end': '{{$x := list}}LOOP{{$x = append $x $j}}END',
  'a list that grows at its start': '{{$x := list}}LOOP{{$x = prepend $x $j}}END',
  'a list that grows by concat': '{{$x := list}}LOOP{{$x = concat $x (list 1 2)}}END',
  'a list that shrinks': '{{$x := $l}}LOOP{{$x = rest $x}}END',
  'a list that doubles': '{{$x := list 1}}LOOP{{$x = concat $x $x}}END',
  'a list inside itself, many times, as text':
    '{{$x := list 1}}{{range until 400}}{{$x = list $x $x}}{{end}}{{$x}}',
  'a map that grows': '{{$x := dict}}LOOP{{$_ := set $x (print $i "/" $j) $j}}END',
  'a map that grows and is ranged over':
    '{{$x := dict}}LOOP{{$_ := set $x (print $i "/" $j) $j}}{{range $x}}{{break}}{{end}}END',
  'a map that grows and whose keys are asked for':
    '{{$x := dict}}LOOP{{$_ := set $x (print $i "/" $j) $j}}{{$v := keys $x}}END',
  'a map with long keys':
    '{{$x := dict (print "a" $s) 1 (print "b" $s) 2 (print "c" $s) 3}}LOOP{{$v := keys $x}}END',
  'a map with long keys, ranged over':
    '{{$x := dict (print "a" .half) 1 (print "b" .half) 2}}LOOP{{range $x}}{{break}}{{end}}END',
  'a map with long keys, as text': '{{$x := dict .half 1}}LOOP{{$v := print $x}}END',
  'a map with long keys that merges':
    '{{$x := dict (print .half "a") 1}}{{$y := dict (print .half "a") 1}}LOOP{{$_ := merge $x $y}}END',
  'a list of long texts, compared':
    '{{$x := list .ascii}}{{$y := list .twin}}LOOP{{$v := deepEqual $x $y}}END',
  'a list of long texts, searched': '{{$x := list .ascii .ascii .ascii}}LOOP{{$v := has .twin $x}}END',
  'a list of long texts, without': '{{$x := list .ascii .ascii .ascii}}LOOP{{$v := without $x .twin}}END',
  'a list of long texts, uniq': '{{$x := list .ascii .twin .ascii .twin}}LOOP{{$v := uniq $x}}END',
  'a list of long texts, joined': '{{$x := list .half .half}}LOOP{{$v := join "," $x}}END',
  'a template that calls a template': '{{define "t"}}{{end}}LOOP{{template "t" .}}END',
  'templates that branch':
    '{{define "t"}}{{if lt (len .) 400}}{{template "t" (print . "x")}}{{template "t" (print . "y")}}{{end}}{{end}}{{template "t" "z"}}',
  'a deep template':
    '{{define "t"}}{{if .}}{{template "t" (rest .)}}{{end}}{{end}}LOOP{{template "t" (until 400)}}END',
  conditions: 'LOOP{{if and $j (or false $j) (not false)}}{{else if $j}}{{else}}{{end}}END',
  'conditions on a large map': 'LOOP{{if $m}}{{with $m}}{{end}}{{end}}END',
  pipelines: 'LOOP{{$v := "abc" | upper | lower | title | quote | trim | len}}END',
  'many arguments': `LOOP{{$v := list${' $j'.repeat(200)}}}END`,
  'many arguments that are false': `LOOP{{if or${' false'.repeat(500)}}}{{end}}END`,
  'a long chain of fields': `LOOP{{$v := ${'.none'.repeat(500)}}}END`,
  'many arguments, compared': `LOOP{{$v := eq 1${' 0'.repeat(200)}}}END`,
  'many arguments, added': `LOOP{{$v := add${' $j'.repeat(200)}}}END`,
  'many arguments, the largest': `LOOP{{$v := max 1${' "12"'.repeat(200)}}}END`,
  'many arguments, quoted': `LOOP{{$v := quote 1${' "é"'.repeat(200)}}}END`,
  'many arguments, printed': `LOOP{{$v := print 1${' 1.5'.repeat(200)}}}END`,
  'many arguments, digits': `LOOP{{$v := addf 1${' 1.1e-200'.repeat(100)}}}END`,
  'many arguments, products': `LOOP{{$v := mulf 1${' 1.123456789012345e-3'.repeat(200)}}}END`,
  'many keys': `LOOP{{$v := dict${' (print $j) 1'.repeat(100)}}}END`,
  'many keys, picked': `LOOP{{$v := pick $m${' "k1"'.repeat(200)}}}END`,
  'many keys, left out': `LOOP{{$v := omit .seventy${' "none"'.repeat(200)}}}END`,
  'comments and text': 'LOOP{{/* x */}}x{{/* y */}}END',
  'a range over an integer': '{{range 999999999}}{{end}}',
}; // prettier

const HEAD =
  '{{$m := .large}}{{$m2 := .large2}}{{$l := .names}}{{$l2 := .names2}}{{$t := .twin}}{{$d := dict "a" 1}}{{$now := now}}{{$deep := .deep}}{{$nested := .nested}}{{$same := .same}}{{$numbers := .numbers}}{{$url := .url}}';
const TEXTS =
  'digits zeros b32 b64 slashes path dots words needle layout duration json bigs quotes runs marks lines pattern version prerelease constraint spaces months blanks percent percents hashes verbs'.split(
    ' ',
  );
const BIG: Readonly<Record<'s' | 'l' | 'm', readonly string[]>> = {
  s: [
    '{{$s := .short}}{{$t := .short}}',
    '{{$s := .ascii}}{{$t := .twin}}',
    '{{$s := .wide}}{{$t := .wide2}}',
  ],
  l: [
    '{{$l := list 1 "a" 2.5}}{{$l2 := list 1 "a" 2.5}}',
    '{{$l := .names}}{{$l2 := .names2}}',
    '{{$l := .numbers}}{{$l2 := .numbers2}}',
  ],
  m: ['{{$m := dict "a" (dict "b" 1) "k1" 2}}{{$m2 := dict "a" 1}}', '{{$m := .large}}{{$m2 := .large2}}'],
}; // prettier

/** Four calls to a pass, so that the loop itself is little of the price. */
const LOOP = '{{range $i := until 9999}}{{range $j := until 9999}}';
const loop = (body: string) => body.replace('LOOP', LOOP).replace('END', '{{end}}{{end}}');
const pass = (expression: string) => loop(`LOOP{{$v := list${` (${expression})`.repeat(4)}}}END`);

function heads(body: string): string[] {
  const texts = TEXTS.filter((t) => new RegExp(`\\$${t}\\b`).test(body)).map((t) => `{{$${t} := .${t}}}`);
  const head = `${HEAD}${texts.join('')}`;
  for (const v of ['s', 'l', 'm'] as const) {
    if (new RegExp(`\\$${v}\\b`).test(body)) {
      return BIG[v].map((big) => head + (v === 's' ? '' : BIG.s[0]) + big);
    }
  }
  return [head];
}

const mustName = (name: string) => `must${name.charAt(0).toUpperCase()}${name.slice(1)}`;

function expressions(name: string): readonly string[] {
  const own = CALLS[name];
  if (own !== undefined) return own;
  const alias = ALIASES[name] ?? Object.keys(CALLS).find((known) => mustName(known) === name) ?? '';
  const [first, second = first] = CALLS[alias] ?? [];
  // The strict form ends at the first error, so it has the arguments that cause none.
  return [first, second].flatMap((e) => (e === undefined ? [] : [e.replace(alias, name)]));
}

/** Every template of the table. */
export function adversaries(): Adversary[] {
  const calls = functionNames().flatMap((name) => [...new Set(expressions(name))]);
  return [
    ...calls.flatMap((e) => heads(e).map((head, i) => ({ name: `${e} [${i}]`, template: head + pass(e) }))),
    ...ENDS.map((e) => ({ name: e, template: `${BIG.s[1]}{{${e}}}` })),
    ...Object.entries(COMBINATIONS).flatMap(([name, body]) =>
      heads(body).map((head, i) => ({ name: `${name} [${i}]`, template: head + loop(body) })),
    ),
  ];
}

/** Functions that no template of the table names. */
export function missed(): string[] {
  const all = adversaries().map((a) => a.template);
  return functionNames().filter((name) => !all.some((t) => new RegExp(`[({ ]${name}[ )}]`).test(t)));
}

const record = (prefix: string, n: number) =>
  Object.fromEntries(Array.from({ length: n }, (_, i) => [`${prefix}${i}`, i]));

/**
 * The data that the templates read: what a record would hold if its sender were hostile, too. `mib` is the size of its
 * texts in bytes, and lists grow with it.
 */
export function adversarialData(mib = 1024 * 1024): Record<string, unknown> {
  const items = (n: number) => Math.ceil((n * mib) / (1024 * 1024));
  // None of the texts shares its memory with another.
  const filled = (unit: string, bytes = mib) =>
    Buffer.from(unit.repeat(Math.ceil(bytes / Buffer.byteLength(unit)))).toString();
  const names = (n: number) => Array.from({ length: n }, (_, i) => `name ${(i * 7919) % n}`);
  const numbers = (n: number) => Array.from({ length: n }, (_, i) => i + 0.5);
  let deep: unknown = 1;
  for (let i = 0; i < 450; i++) deep = i % 2 === 0 ? [deep] : { a: deep };
  return {
    short: 'Hello, Wörld',
    ascii: `${filled('ab c', 4 * mib)}y`,
    twin: `${filled('ab c', 4 * mib)}y`,
    half: filled('ab c', mib / 2),
    wide: `${filled('é b日 ', mib)}y`,
    wide2: `${filled('é b日 ', mib)}y`,
    astral: `${filled('a', mib)}\ue000`,
    astral2: `${filled('a', mib)}\u{1f600}`,
    astrals: ['\u{1f600}', '\ue000', '\u{1f601}', '\ue001'].map((end) => filled('a', mib / 8) + end),
    digits: filled('1'),
    zeros: `${filled('1.0')}x`,
    b32: filled('MFRGGZDF'),
    b64: filled('YWJj'),
    slashes: `${filled('/')}x`,
    path: filled('a/../b.'),
    dots: filled('.'),
    words: filled('helloWorld HTTPServer foo\n'),
    needle: `${filled('ab c', 1000)}Q`,
    layout: filled('2006-01-02T15:04:05.000Z07:00 Monday Jan ', 100_000),
    duration: filled('1ns'),
    json: `[${filled('{"a":1},')}0]`,
    bigs: `[${filled('{"a":""},')}12345678901234567890]`,
    quotes: `"1234567890123456${filled('\\"')}`,
    runs: `[${filled(`${'1'.repeat(299)},`)}0]`,
    marks: filled('<&"\'\\>\u2028é'),
    lines: filled('\n'),
    pattern: '(a|b)*[c-f]?x{2,5}'.repeat(40),
    version: `1.2.3-${filled('a1.')}b`,
    prerelease: `1.2.3-${filled('1')}`,
    constraint: '>= 1.2.3-beta.1, <4.x || '.repeat(10),
    spaces: `${'1  '.repeat(80)}!`,
    months: filled('JanFeb'),
    blanks: filled(' \t\n'),
    percent: `http://h/${filled('%41%e9')}`,
    percents: filled('%5d%!'),
    hashes: `http://h/${filled('#')}`,
    verbs: filled('%[1]d'),
    names: names(items(50_000)),
    names2: names(items(50_000)),
    numbers: numbers(items(50_000)),
    numbers2: numbers(items(50_000)),
    same: Array.from({ length: items(50_000) }, (_, i) => `${'x'.repeat(200)}${i % 10}`),
    large: record('k', items(10_000)),
    large2: record('k', items(10_000)),
    seventy: record('q', 70),
    url: { scheme: 'http', host: 'h', path: '/a b', query: 'q', userinfo: 'u:p' },
    nested: Array.from({ length: items(2000) }, () => ({ a: [1, { b: 'x' }], c: null })),
    deep,
    float: 123.456,
    a: { b: { c: { d: 1 } } },
  };
}
