import { renderPath } from '../../config/problem';
import { change, type Field, fieldsOf, isRefused, type Refused } from '../fields';
import { html } from '../html';
import type { RunbookInput } from '../input';
import { snippetsOf } from '../model';
import { runbookOf } from '../runbook';
import { copyText } from './copy';
import { element, type PageInput } from './dom';
import { errorId, inputId } from './form';

/**
 * The script of the page: the very code of the command, on the values that stand in the form. What the rules refuse
 * leaves the last good rendering, and says why.
 */
const initial: RunbookInput = JSON.parse(element('s3d-input').textContent ?? '');
const fields = fieldsOf(initial).map(({ id }) => id);
let shown = initial;

const runbook = element('s3d-runbook');
const form = element('s3d-values');
render();
form.hidden = false;

form.addEventListener('input', () => apply());
form.addEventListener('submit', (event) => (event as unknown as Event).preventDefault());
form.addEventListener('reset', () => {
  // The browser puts the first values back after this event.
  setTimeout(() => {
    shown = initial;
    render();
    apply();
    announce('Reset.');
  });
});
runbook.addEventListener('click', ({ target }) => {
  const id = (target as { closest(selector: string): PageInput | null }).closest('[data-copy]')?.dataset.copy;
  const snippet = snippetsOf(runbookOf(shown)).find((one) => one.id === id);
  if (snippet === undefined) return;
  copyText(snippet.text).then(
    () => announce(`Copied: ${snippet.title}.`),
    () => announce('The browser refused to copy: select the text and copy it yourself.'),
  );
});

interface Event {
  preventDefault(): void;
}

/** Tries what stands in the form, each value on those that were taken before it. */
function apply(): void {
  const before = shown;
  const refused = fields.filter((id) => {
    const field = fieldOf(id);
    const typed = (element(inputId(id)) as PageInput).value;
    const result = typed === field.value ? shown : change(shown, field, typed);
    if (!isRefused(result)) shown = result;
    tell(field, isRefused(result) ? sentence(field, result) : undefined);
    return isRefused(result);
  });
  if (shown !== before) render();
  if (refused.length === 0 && shown !== before) announce('The runbook follows your values.');
}

const fieldOf = (id: string): Field => fieldsOf(shown).find((one) => one.id === id) as Field;

/** The sentence of the destination file, about this field or about another key. */
function sentence({ label, path }: Field, { path: about, message }: Refused): string {
  return `${about === renderPath(path) ? label : about} ${message}.`;
}

function tell({ id }: Field, message: string | undefined): void {
  const input = element(inputId(id));
  const error = element(errorId(id));
  const text = message ?? '';
  if (error.textContent === text) return;
  error.textContent = text;
  error.hidden = message === undefined;
  if (message === undefined) input.removeAttribute('aria-invalid');
  else {
    input.setAttribute('aria-invalid', 'true');
    announce(message);
  }
}

function render(): void {
  runbook.innerHTML = html(runbookOf(shown), { level: 1, copyButtons: true });
}

function announce(message: string): void {
  element('s3d-status').textContent = message;
}
