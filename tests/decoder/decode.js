// Reads papers from stdin, one a line in base64, and says on stdout what npos finds in each, one a line in JSON:
// {"lines": [...], "codes": [...], "pictures": [{"width", "height", "rows": [hex, ...]}]} or {"refused": "why"}.
'use strict';

const Parser = require('npos/lib/parser');
const raster = require('npos/lib/codecs/raster');
const rules = require('npos/lib/parser/rules');
const symbols = require('npos/lib/parser/symbols');

// npos knows no GS ( k. Like all of GS ( it says its own length.
rules[symbols.GS]['(k'] = [0, 'd16'];
const parser = new Parser(rules);

function read(raw) {
  const { tree, error } = parser.analyze(raw);
  if (error) throw error;
  const named = tree.map((node) => ({ ...node, name: node.ascii + (node.fn || '') }));
  checkWhole(named, raw);
  const said = named.filter((node) => node.name === 'STX').map((node) => raw.subarray(node.offset, node.offset + node.length));
  return {
    lines: Buffer.concat(said).toString('latin1').split('\n'),
    codes: named.filter((node) => node.name === 'GS(k').flatMap((node) => stored(raw, node)),
    pictures: named.filter((node) => node.name === 'GSv0').map((node) => picture(raw, node)),
  };
}

// npos reads over the end of its bytes without a word. A printer would wait for the rest, and print the next paper as it.
function checkWhole(nodes, raw) {
  const over = nodes.find((node) => node.offset + node.length > raw.length);
  if (over) throw new Error(`${over.name} at ${over.offset} is cut off`);
  if (!nodes.length || nodes[0].name !== 'ESC@') throw new Error('does not begin with ESC @');
  const last = nodes[nodes.length - 1];
  if (!['GSV', 'ESCd'].includes(last.name)) throw new Error(`ends with ${last.name}, not with a cut`);
  if (nodes.some((node) => node.ascii === 'DLE')) throw new Error('a real-time command');
}

// GS ( k pL pH cn fn m d...: function 80 stores what the code says.
function stored(raw, node) {
  return raw[node.offset + 6] === 80 ? [raw.subarray(node.offset + 8, node.offset + node.length).toString()] : [];
}

function picture(raw, node) {
  const bitmap = raster.decode(raw, [{ offset: node.offset }]);
  const rows = [];
  for (let y = 0; y < bitmap.height; y++) {
    const row = Buffer.alloc(Math.ceil(bitmap.width / 8));
    for (let x = 0; x < bitmap.width; x++) if (bitmap.getPixel(x, y) === 0) row[x >> 3] |= 0x80 >> (x & 7);
    rows.push(row.toString('hex'));
  }
  return { width: bitmap.width, height: bitmap.height, rows };
}

function answer(line) {
  try {
    return read(Buffer.from(line, 'base64'));
  } catch (problem) {
    return { refused: problem.message };
  }
}

const papers = require('fs').readFileSync(0, 'latin1').split('\n').slice(0, -1);
process.stdout.write(papers.map((line) => `${JSON.stringify(answer(line))}\n`).join(''));
