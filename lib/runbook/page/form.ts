import { escaped } from '../escape';
import type { Field } from '../fields';

/** The values that a reader may change; also what the page shows before its script runs. */
export function formHtml(fields: readonly Field[]): string {
  return [
    '<h2 id="s3d-values-title">Your values</h2>',
    '<p>Change them: the commands, the picture and the link follow. They stay in this page.</p>',
    ...fields.map(fieldHtml),
    '<button type="reset" class="s3d-button">Reset</button>',
  ].join('');
}

function fieldHtml({ id, label, hint, value, optional }: Field): string {
  const input = inputId(id);
  return [
    '<div class="s3d-field">',
    `<label for="${input}">${escaped(label)}</label>`,
    `<input id="${input}" name="${id}" value="${escaped(value)}" aria-describedby="${errorId(id)} ${input}-hint" autocomplete="off" autocapitalize="none" spellcheck="false"${optional ? '' : ' required'}>`,
    `<p id="${errorId(id)}" class="s3d-error" hidden></p>`,
    `<p id="${input}-hint" class="s3d-hint">${escaped(hint)}</p>`,
    '</div>',
  ].join('');
}

export const inputId = (id: string): string => `s3d-value-${id}`;
export const errorId = (id: string): string => `s3d-error-${id}`;
