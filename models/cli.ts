/**
 * The models that a site hosts.
 *
 *     npm run models -- COMMAND [--help]
 */
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { convertFile, convertModel } from './commands/convert';
import { fetchModel } from './commands/fetch';
import { list } from './commands/list';
import { measure } from './commands/measure';
import { verify } from './commands/verify';
import { parseSteps, STEPS } from './steps';

const HELP = `npm run models -- COMMAND

  list FOLDER
      The models of a deployment folder: download, memory, tier, licence.

  fetch SOURCE FOLDER [--entry FILE] [--model ID] [--default]
      Brings a model from a folder or a URL into a deployment folder. SOURCE holds the
      model's manifest.json beside its files; with --model it is a deployment folder.
      --entry gives the entry where the source has none. --default puts the model first.

  verify FOLDER
      Compares every file with its size and SHA-256. Ends with status 1 when one differs.

  convert FILE.onnx TARGET [--steps LIST]
      Rewrites one graph. A TARGET *.ort is stored pre-optimised.

  convert FOLDER MODEL NEW_MODEL [--encoder LIST] [--decoder LIST]
          [--name TEXT] [--tier TIER] [--memory BYTES] [--data DIR]...
      Makes a new model from one of the folder; with --data it is measured against it.

  measure FOLDER --reference MODEL --data DIR [--data DIR]... [--model MODEL]... [--slices N]
      Size, and IoU of masks against the reference, on labelled sets.

  Steps, applied in the given order:
      ${Object.keys(STEPS).join(', ')}
`;

const OPTIONS = {
  help: { type: 'boolean', short: 'h', default: false },
  entry: { type: 'string' },
  model: { type: 'string', multiple: true, default: [] as string[] },
  default: { type: 'boolean', default: false },
  steps: { type: 'string', default: '' },
  encoder: { type: 'string', default: '' },
  decoder: { type: 'string', default: '' },
  name: { type: 'string' },
  tier: { type: 'string' },
  memory: { type: 'string' },
  data: { type: 'string', multiple: true, default: [] as string[] },
  reference: { type: 'string' },
  slices: { type: 'string', default: '1' },
} as const;

const parse = (args: readonly string[]) =>
  parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
type Options = ReturnType<typeof parse>['values'];

/** Runs a command. Gives the exit status; throws an Error that says what is wrong. */
export async function main(
  args: readonly string[],
  print: (text: string) => void,
): Promise<number> {
  const { values, positionals } = parse(args);
  const [command, ...operands] = positionals;
  if (values.help || command === undefined) {
    print(HELP);
    return values.help ? 0 : 1;
  }
  switch (command) {
    case 'list': {
      const [folder] = expect(operands, 'FOLDER');
      print(await list(folder));
      return 0;
    }
    case 'fetch': {
      const [source, folder] = expect(operands, 'SOURCE', 'FOLDER');
      const { entry, model, default: makeDefault } = values;
      const { id } = await fetchModel(source, folder, { entry, model: model[0], makeDefault });
      print(`${id} is in ${folder}.`);
      return 0;
    }
    case 'verify': {
      const [folder] = expect(operands, 'FOLDER');
      const { report, ok } = await verify(folder);
      print(report);
      return ok ? 0 : 1;
    }
    case 'convert':
      print(await convert(operands, values));
      return 0;
    case 'measure': {
      const [folder] = expect(operands, 'FOLDER');
      if (values.reference === undefined) throw new Error('measure needs --reference MODEL.');
      print(await measureWith(folder, values.reference, values.model, values));
      return 0;
    }
    default:
      throw new Error(`No command is called ${command}.\n\n${HELP}`);
  }
}

async function convert(operands: readonly string[], values: Options): Promise<string> {
  if (operands.length === 2) {
    const [source, target] = operands;
    if (existsSync(target)) throw new Error(`${target} is there already.`);
    const { before, after } = await convertFile(source, target, parseSteps(values.steps));
    return `${target}: ${before} bytes before, ${after} after.`;
  }
  const [folder, model, id] = expect(operands, 'FOLDER', 'MODEL', 'NEW_MODEL');
  const { name, tier, memory } = values;
  const recipe = { encoder: parseSteps(values.encoder), decoder: parseSteps(values.decoder) };
  const { files } = await convertModel(folder, model, id, recipe, {
    ...(name === undefined ? {} : { name }),
    ...(tier === undefined ? {} : { tier: asTier(tier) }),
    ...(memory === undefined ? {} : { memoryBytes: Number(memory) }),
  });
  const sizes = `${id}: encoder ${files.encoder.size} bytes, decoder ${files.decoder.size} bytes.`;
  if (values.data.length === 0) return sizes;
  return `${sizes}\n${await measureWith(folder, model, [id], values)}`;
}

function measureWith(folder: string, reference: string, models: string[], values: Options) {
  const { data, slices } = values;
  if (data.length === 0) throw new Error('Name a folder with labelled sets: --data DIR.');
  return measure(folder, { data, reference, models, slices: Number(slices) });
}

const TIERS = ['workstation-gpu', 'laptop-gpu', 'no-gpu'] as const;

function asTier(text: string) {
  const tier = TIERS.find(each => each === text);
  if (tier) return tier;
  throw new Error(`--tier is one of ${TIERS.join(', ')}.`);
}

/** The operands, when there are as many as names. */
function expect(operands: readonly string[], ...names: readonly string[]): readonly string[] {
  if (operands.length === names.length) return operands;
  throw new Error(`Expected: ${names.join(' ')}. --help says more.`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main(process.argv.slice(2), text => process.stdout.write(`${text}\n`)).then(
    status => {
      process.exitCode = status;
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 1;
    },
  );
}
