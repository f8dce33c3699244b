import { type Command, Option } from 'commander';
import { COMPRESSIONS, SOURCE_TYPES } from '../sink/runtime/settings';
import { DEFAULT_FILE } from './default-file';
import { jsonOption, type Run } from './options';

/** `cost`: parsing only. */
export function addCostCommand(program: Command, run: Run): void {
  program
    .command('cost')
    .description(
      'Estimate what a destination costs a month, the cheapest settings, and which of them matter.',
    )
    .option('--config <file>', `the destination file (default: "${DEFAULT_FILE}")`)
    .addOption(
      new Option('--source <type>', 'a sink with the usual settings, instead of a file').choices(
        SOURCE_TYPES,
      ),
    )
    .requiredOption('--rate <number>', 'records a second')
    .requiredOption('--record-bytes <number>', 'bytes of one record as it comes')
    .option('--latency <seconds>', 'how long a record may take to S3 (default: as long as it takes now)')
    .option('--memory <MB>', 'memorySize, instead of what the file says')
    .addOption(
      new Option('--compression <compression>', 'instead of what the file says').choices(COMPRESSIONS),
    )
    .option('--compression-ratio <number>', 'bytes after compression by bytes before (default: 0.3)')
    .option('--max-records <number>', 'batch.maxRecords, instead of what the file says')
    .option('--max-seconds <number>', 'batch.maxSeconds, instead of what the file says')
    .option('--days-kept <days>', "how long S3 stores an object (default: the bucket's lifecycle, else 30)")
    .option('--send-batch <number>', 'messages in one request of who sends to the queue (default: 10)')
    .option('--keys <number>', 'different values of the fields in sink.key (default: 1)')
    .option('--records-per-request <number>', 'of a function URL or an invocation (default: 1000)')
    .option('--shards <number>', 'of a provisioned stream (default: an on-demand stream)')
    .option('--region <region>', 'whose prices; default: as the file says, else us-east-1')
    .option('--prices <file>', 'your own prices, in place of the list prices')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  s3-destination cost --source sqs --rate 1000 --record-bytes 500 --latency 60',
    )
    .action((options) =>
      run(async (terminal) => {
        const { cost } = await import('./cost.js');
        return cost(options, terminal);
      }),
    );
}
