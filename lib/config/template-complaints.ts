import type { TemplateParseError } from '../go-template';
import type { SinkDraft } from './draft';
import { at, type Complaint } from './problem';

/** What Go would say about the data template, at its own line. The path is relative to `sink`. */
export function templateComplaints({ template, numbers }: SinkDraft): Complaint[] {
  if (template === undefined) return [];
  // Loaded here, because few files have a template.
  const { parseTemplate } = require('../go-template') as typeof import('../go-template');
  try {
    parseTemplate(template, { numbers });
    return [];
  } catch (error) {
    const { goMessage, remedy, line, column } = error as TemplateParseError;
    const said = [goMessage.replace(/^template: sink:[\d:]* /, ''), remedy].filter(Boolean).join('; ');
    return [{ ...at(['template'], `is no Go template: ${said}`), within: { line, column } }];
  }
}
