/** Counts what was asked, and says what did not hold. */
export class Report {
  private passed = 0;
  private failed = 0;

  constructor(private readonly name = '') {}

  expect(what: string, actual: unknown, expected: unknown): void {
    const [is, wanted] = [actual, expected].map((value) => JSON.stringify(value, undefined, 2));
    if (is === wanted) {
      this.passed += 1;
      return;
    }
    this.failed += 1;
    process.stderr.write(`FAIL ${this.name}: ${what}\n${difference(is ?? '', wanted ?? '')}\n`);
  }

  add({ passed, failed }: Report): void {
    this.passed += passed;
    this.failed += failed;
  }

  get summary(): string {
    return `${this.passed} passed, ${this.failed} failed`;
  }

  get hasFailed(): boolean {
    return this.failed > 0;
  }
}

/** The first line that differs is enough to find the cause. */
function difference(is: string, wanted: string): string {
  const [actual, expected] = [is.split('\n'), wanted.split('\n')];
  const at = actual.findIndex((line, index) => line !== expected[index]);
  const place = at < 0 ? actual.length : at;
  return `  is       ${shortened(actual[place])}\n  expected ${shortened(expected[place])}`;
}

const shortened = (line = '(nothing)') => (line.length > 600 ? `${line.slice(0, 600)}…` : line);
