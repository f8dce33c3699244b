import type { Destination, Sink } from '../config/destination';
import type { Sketch } from '../go-template/sketch';
import type { Finding } from './finding';
import { jsonGuess } from './json-guess';

/**
 * What can be seen of a data template before a record comes. Apart from the other findings, which the page of the runbook
 * looks for too: it would have to carry the template engine.
 */
export function templateFindings({ sink }: Destination): Finding[] {
  if (sink?.template === undefined) return [];
  const templated = { ...sink, template: sink.template };
  const findings = [listFinding(templated), lineBreakFinding(templated), jsonFinding(templated)];
  // The first is the cause of the others.
  return findings.filter((one) => one !== undefined).slice(0, 1);
}

type Templated = Sink & { readonly template: string };
type Found = Finding | undefined;
const finding = (code: string, message: string): Finding => ({ code, path: 'sink.template', message });

/** Chosen fields are looked for in the output, so that it is read as JSON. */
const selects = ({ fields, excludeFields, dataField }: Sink) =>
  (fields ?? excludeFields ?? dataField) !== undefined;

/** Over the list, the dot is no record. */
function listFinding({ template, sendPerRecord, numbers }: Templated): Found {
  if (sendPerRecord) return undefined;
  // Loaded here, because few files have a template.
  const { parseTemplate } = require('../go-template') as typeof import('../go-template');
  try {
    parseTemplate(template, { numbers }).execute([{}]);
    return undefined;
  } catch (error) {
    const { goMessage } = error as { readonly goMessage: string };
    const field = /can't evaluate field (\S+) in type \[\]interface/.exec(goMessage)?.[1];
    if (field === undefined) return undefined;
    return finding(
      'sink-template-over-list',
      `with sendPerRecord: false the dot is the list of the records, which has no field ${field}, so that all of them are dead letters: write {{ range . }}…{{ end }} around it, or sendPerRecord: true`,
    );
  }
}

function lineBreakFinding(sink: Templated): Found {
  const { template, sendPerRecord, format } = sink;
  if (format !== 'json' || !sendPerRecord || selects(sink)) return undefined;
  const { texts, whole } = sketchOf(template);
  const text = texts.join('0');
  // As the shaper does: one line break at the end is taken away, and what is blank is not written. So where the template
  // branches after a blank beginning, more must come.
  const inside = whole || text.trim() !== '' ? text.replace(/\r?\n$/, '') : text;
  if (!/[\r\n]/.test(inside)) return undefined;
  return finding(
    'sink-template-line-break',
    'prints line breaks, and JSON Lines has one record on a line, so that every record is a dead letter: write it in one line',
  );
}

function jsonFinding(sink: Templated): Found {
  const { template, format } = sink;
  if (format !== 'json' && !selects(sink)) return undefined;
  const { texts, whole } = sketchOf(template);
  // An action may print nothing, too.
  if ([jsonGuess(texts), texts.join('')].some((text) => mayBeJson(text, whole))) return undefined;
  return finding(
    'sink-template-no-json',
    selects(sink)
      ? 'prints what is no JSON, in which no field can be chosen, so that every record is a dead letter: write JSON, with toJson around texts'
      : 'prints what is no JSON, and it is written as it is into objects that readers take for JSON: write JSON, with toJson around texts, or format: raw for other text',
  );
}

function mayBeJson(text: string, whole: boolean): boolean {
  if (!whole) return /^\s*([[{"\d-]|true|false|null|$)/.test(text);
  try {
    JSON.parse(text);
    return true;
  } catch {
    return text.trim() === '';
  }
}

function sketchOf(template: string): Sketch {
  const { sketch } = require('../go-template/sketch') as typeof import('../go-template/sketch');
  return sketch(template);
}
