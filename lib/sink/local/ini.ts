/** The settings of one section. */
export type Section = ReadonlyMap<string, string>;

/**
 * The files of the AWS CLI: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html. What is indented under
 * an empty setting (`s3 =`) is a group of its own, and none of ours.
 */
export function parseIni(text: string): Map<string, Section> {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let group = false;
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const content = line.replace(/(^|\s)[#;].*$/, '').trim();
    if (content === '') continue;
    const name = /^\[\s*(.*?)\s*\]$/.exec(content)?.[1];
    if (name !== undefined) {
      section = sections.get(name) ?? new Map<string, string>();
      sections.set(name, section);
      group = false;
      continue;
    }
    const equals = content.indexOf('=');
    const indented = /^\s/.test(line);
    if (equals <= 0 || (indented && group)) continue;
    const value = content.slice(equals + 1).trim();
    group = value === '';
    section?.set(content.slice(0, equals).trim().toLowerCase(), value);
  }
  return sections;
}
