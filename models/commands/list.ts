import { readDeployment } from '../deployment';

const MB = 1e6;

/** The models of a deployment folder as a table: the first is the default. */
export async function list(folder: string): Promise<string> {
  const rows = (await readDeployment(folder)).map(model => {
    const size = Object.values(model.files).reduce((sum, file) => sum + file.size, 0);
    return [
      model.id,
      `${(size / MB).toFixed(1)} MB`,
      `${(model.memoryBytes / MB).toFixed(0)} MB`,
      model.tier + (model.requires ? ` (${model.requires.join(', ')})` : ''),
      model.licence,
    ];
  });
  return table([['model', 'download', 'memory', 'tier', 'licence'], ...rows]);
}

/** Columns as wide as their widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map(row => row[column].length)));
  return rows
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
