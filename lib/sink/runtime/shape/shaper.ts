import { type DeadRecord, SinkInputError, type SourceRecord, sizeOf } from '../record';
import type { ShapeSettings } from '../settings';
import { compactJson } from './compact-json';
import { delimited, rowsOf, verbatimLines } from './delimited';
import { isEmpty } from './empty';
import { dataIdentified, identified } from './identify';
import { jsonArray } from './json-array';
import { jsonLines } from './json-lines';
import { type ListOutput, overList } from './list-template';
import { raw } from './raw';
import { byteLength, checkSize, parsed, parsedIfJson, textOf } from './record-text';
import { dataOf, selection } from './select';
import { type DataTemplate, listLimits, loadDataTemplate, recordLimits } from './template';
import { Unfit } from './unfit';

export class ShapedRecord {
  /** Of the output. */
  readonly bytes: number;

  constructor(
    readonly source: SourceRecord,
    /** As it stands in the object: a JSON text, a template's output, raw bytes. */
    readonly output: string | Uint8Array,
  ) {
    this.bytes = output === source.text ? sizeOf(source) : byteLength(output);
  }

  /** The record as it came, parsed anew at each call; undefined where it is not JSON. */
  input(): unknown {
    return parsedIfJson(this.source);
  }
}

/** What became of a record; a reason where it can never be written. */
export type Shaped = ShapedRecord | 'dropped' | { readonly dead: string };

export interface Assembled {
  /** The object's content before compression; may be gone through more than once. Empty: no object. */
  readonly chunks: Iterable<string | Uint8Array>;
  /** What is in the object. A record that is neither here nor dead was left out by `omitIfEmpty`. */
  readonly written: readonly ShapedRecord[];
  readonly dead: readonly DeadRecord[];
}

/** Times are in milliseconds since 1970; they are what `now` gives in a template. */
export interface Shaper {
  /** All that is done to one record by itself. */
  shape(record: SourceRecord, now: number): Shaped;
  /** What one object holds. Records that turn out to be dead only here, in a template over the list, are named. */
  assemble(records: readonly ShapedRecord[], now: number): Assembled;
}

export type ShaperSettings = ShapeSettings & { readonly maxBytes: number };

/** Throws SinkInputError where the template cannot be read, or settings contradict each other. */
export async function createShaper(settings: ShaperSettings): Promise<Shaper> {
  checkSettings(settings);
  const { template: text, sendPerRecord, numbers, maxBytes } = settings;
  if (text === undefined) return new SettingsShaper(settings);
  if (sendPerRecord)
    return new SettingsShaper(settings, await loadDataTemplate(text, numbers, recordLimits(maxBytes)));
  return new SettingsShaper(
    settings,
    await loadDataTemplate(text, numbers, listLimits(maxBytes, 'one')),
    await loadDataTemplate(text, numbers, listLimits(maxBytes, 'all')),
  );
}

function checkSettings({ format, template, fields, excludeFields, dataField, idField }: ShapeSettings): void {
  if (fields !== undefined && excludeFields !== undefined)
    throw new SinkInputError('fields and excludeFields exclude each other');
  if (format !== 'raw') return;
  if (fields !== undefined || excludeFields !== undefined || dataField !== undefined)
    throw new SinkInputError(
      'format raw takes records as they are, without fields, excludeFields and dataField',
    );
  if (idField !== undefined && template === undefined)
    throw new SinkInputError('format raw carries an idField only where a template writes it');
}

class SettingsShaper implements Shaper {
  /** Whether what a template gives is read again as JSON. */
  private readonly selects: boolean;
  private readonly selected: (text: string) => string;

  constructor(
    private readonly settings: ShaperSettings,
    private readonly template?: DataTemplate,
    /** The same template, for all records of an object at once. */
    private readonly listTemplate?: DataTemplate,
  ) {
    const { dataField, fields, excludeFields } = settings;
    this.selects = dataField !== undefined || fields !== undefined || excludeFields !== undefined;
    this.selected = selection(settings);
  }

  shape(record: SourceRecord, now: number): Shaped {
    try {
      const output = this.output(record, now);
      if (output === undefined) return 'dropped';
      const shaped = new ShapedRecord(record, output);
      checkSize(shaped.bytes, this.settings.maxBytes, 'what is written of the record');
      return shaped;
    } catch (error) {
      if (error instanceof Unfit) return { dead: error.message };
      throw error;
    }
  }

  assemble(records: readonly ShapedRecord[], now: number): Assembled {
    const { template, listTemplate } = this;
    if (template !== undefined && listTemplate !== undefined) {
      return this.listAssembled(
        overList(
          records,
          (all) => this.listOutput(listTemplate, all, now),
          (one) => this.listOutput(template, [one], now),
        ),
      );
    }
    return { chunks: { [Symbol.iterator]: () => this.content(records) }, written: records, dead: [] };
  }

  /** Undefined: left out. */
  private output(record: SourceRecord, now: number): string | Uint8Array | undefined {
    const { format, omitIfEmpty, idField, maxBytes, sendPerRecord } = this.settings;
    const size = sizeOf(record);
    checkSize(size, maxBytes, 'the record');
    if (omitIfEmpty && size === 0) return undefined;
    if (format === 'raw' && this.template === undefined)
      return omitIfEmpty && isEmpty(parsedIfJson(record)) ? undefined : record.bytes;
    const came = textOf(record);
    const input = compactJson(came);
    if (input === undefined) throw new Unfit('the record is not JSON');
    if (omitIfEmpty && isEmpty(parsed(came))) return undefined;
    const text = idField === undefined ? input : identified(input, parsed(came), idField, record.id);
    if (this.template === undefined) return this.data(text, record.id);
    return sendPerRecord ? this.templated(this.template, text, now) : text;
  }

  /** dataField and fields, without a template. */
  private data(text: string, id: string): string {
    const { dataField, idField, format } = this.settings;
    let data = text;
    if (dataField !== undefined) {
      data = dataOf(text, dataField, 'the record');
      if (idField !== undefined) data = dataIdentified(data, idField, id);
    }
    data = this.selected(data);
    if (format === 'delimited') rowsOf(data);
    return data;
  }

  private templated(template: DataTemplate, text: string, now: number): string | undefined {
    const output = template.execute(template.parse(text), now).replace(/\r?\n$/, '');
    if (output.trim() === '') {
      if (this.settings.omitIfEmpty) return undefined;
      throw new Unfit(NOTHING);
    }
    if (this.selects) return this.reread(output);
    if (this.settings.format === 'json' && /[\r\n]/.test(output))
      throw new Unfit(`${OUTPUT} has a line break, and JSON Lines has one record on a line`);
    return output;
  }

  /** dataField and fields of a template's output. */
  private reread(output: string): string {
    const { dataField, format } = this.settings;
    const text = compactJson(output);
    if (text === undefined) throw new Unfit(`${OUTPUT} is not JSON`);
    const data = this.selected(dataField === undefined ? text : dataOf(text, dataField, OUTPUT));
    if (format === 'delimited') rowsOf(data);
    return data;
  }

  private listOutput(template: DataTemplate, records: readonly ShapedRecord[], now: number): string {
    const list = template.parse(`[${records.map(({ output }) => output as string).join(',')}]`);
    const output = template.execute(list, now);
    if (output.trim() === '') return '';
    return this.selects ? this.reread(output) : output;
  }

  private listAssembled({ output, written, dead }: ListOutput): Assembled {
    if (output === '') {
      const left = this.settings.omitIfEmpty
        ? []
        : written.map((r) => ({ record: r.source, reason: NOTHING }));
      return { chunks: [], written: [], dead: [...dead, ...left] };
    }
    if (output === undefined) return { chunks: [], written: [], dead };
    if (this.settings.format === 'delimited' && this.selects)
      return { chunks: [...delimited([output], this.settings)], written, dead };
    return { chunks: [output], written, dead };
  }

  private content(records: readonly ShapedRecord[]): Iterator<string | Uint8Array> {
    if (records.length === 0) return [][Symbol.iterator]();
    const { format, sendPerRecord } = this.settings;
    const outputs = records.map(({ output }) => output);
    if (format === 'raw') return raw(outputs);
    if (format === 'json') return sendPerRecord ? jsonLines(outputs) : jsonArray(outputs);
    if (this.template !== undefined && !this.selects) return verbatimLines(outputs);
    return delimited(outputs as string[], this.settings);
  }
}

const OUTPUT = "the template's output";
const NOTHING = 'the template gives nothing (omitIfEmpty leaves such records out)';
