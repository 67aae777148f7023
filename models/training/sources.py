"""Prints the model card's table of what was trained on, from the folders' indexes."""

import argparse
from collections import Counter
from pathlib import Path

from series import Series, split


def most(values: list[str]) -> str:
    return Counter(values).most_common(1)[0][0].replace('|', '/').replace('\n', ' ').strip()


def line(name: str, members: list[Series]) -> str:
    entries = [s.entry for s in members]
    slices = sum(len(s) for s in members)
    cells = [
        most([e['dataset'] for e in entries]),
        entries[0]['modality'],
        str(len({s.patient for s in members})),
        str(slices),
        most([e['licence'] for e in entries]),
        most([e.get('licence_evidence') or 'README of the source' for e in entries]),
        most([(e.get('source_repo') or '').removeprefix('github:') for e in entries]),
    ]
    return f'| {name} | ' + ' | '.join(cells) + ' |'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('data', type=Path, help='folder that holds permissive/ and validation/')
    args = parser.parse_args()
    print('| set | dataset | modality | patients | slices | licence | evidence | taken from (GitHub) |')
    print('| --- | --- | --- | --- | --- | --- | --- | --- |')
    for name, members in sorted(split(args.data).train.items()):
        print(line(name, members))


if __name__ == '__main__':
    main()
